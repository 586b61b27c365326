// Searches the site in the browser; the index is a script, so that it loads where the site is opened as files.
(() => {
  "use strict";
  const form = document.getElementById("search");
  const found = document.getElementById("found");
  const input = form.elements.q;
  const base = new URL(".", document.currentScript.src);
  form.hidden = false;

  let loading;
  const load = () => loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = new URL("search-index.js", base);
    script.onload = () => done(window.weirIndex.map(e => ({
      url: e[0], page: e[1], heading: e[2], text: e[3], title: (e[1] + " " + e[2]).toLowerCase(), words: e[3].toLowerCase(),
    })));
    script.onerror = failed;
    document.head.append(script);
  });

  // All words have to be there; those of a title count more, whole words most.
  const score = (entry, terms) => {
    let sum = 0;
    for (const term of terms) {
      const inTitle = entry.title.indexOf(term);
      const inText = entry.words.indexOf(term);
      if (inTitle < 0 && inText < 0) return 0;
      if (inTitle >= 0) sum += entry.title === term || entry.title.trim() === term ? 60 : 12;
      if (inText >= 0) sum += 1 + Math.min(entry.words.split(term).length - 1, 5);
    }
    return sum;
  };

  const snippet = (entry, term) => {
    const at = Math.max(entry.words.indexOf(term), 0);
    const from = at < 60 ? 0 : entry.text.indexOf(" ", at - 60) + 1;
    return (from ? "… " : "") + entry.text.slice(from, from + 150) + (entry.text.length > from + 150 ? " …" : "");
  };

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const search = async () => {
    const terms = input.value.toLowerCase().split(/\s+/).filter(t => t);
    if (!terms.length) return found.replaceChildren();
    const index = await load();
    const hits = index.map(entry => ({entry, score: score(entry, terms)})).filter(hit => hit.score)
        .sort((a, b) => b.score - a.score).slice(0, 12);
    found.replaceChildren(...hits.map(({entry}) => {
      const link = document.createElement("a");
      link.href = new URL(entry.url, base);
      link.append(element("strong", entry.page + (entry.heading ? " › " + entry.heading : "")),
          element("span", snippet(entry, terms[0])));
      return link;
    }));
    if (!hits.length) found.append(element("p", "Nothing has all of these words."));
  };

  // index.html?q=words, for links and for browsers that keep the search.
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    input.value = asked;
    search();
  }
  input.addEventListener("focus", load);
  input.addEventListener("input", search);
  form.addEventListener("submit", event => {
    event.preventDefault();
    found.querySelector("a")?.click();
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      input.value = "";
      found.replaceChildren();
    } else if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
})();
