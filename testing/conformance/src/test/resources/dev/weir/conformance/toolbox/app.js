async function ask(what, path, options) {
    const answer = await fetch(path, options);
    const text = await answer.text();
    note(what + ": " + answer.status + " " + (text.startsWith("<!DOCTYPE") ? "the page" : "no page"));
}

tell(async () => {
    note("opened at " + location.pathname);
    const html = { headers: { Accept: "text/html" } };
    await ask("a link", "/users/7/edit?tab=2", html);
    await ask("a file", "/assets/app.0a1b2c.js");
    await ask("a file that is gone", "/assets/app.ffffff.js");
    await ask("data that is not there", "/users/7", { headers: { Accept: "application/json" } });
    await ask("another method", "/users/7", { method: "POST" });
    history.pushState(null, "", "/elsewhere");
    note("moved to " + location.pathname);
});
