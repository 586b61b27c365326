"use strict";
const seen = [];

// What the report says, and the picture.
function note(text) {
    seen.push(text);
    document.getElementById("seen").appendChild(document.createElement("li")).textContent = text;
}

async function tell(scenario) {
    try {
        await scenario();
    } catch (e) {
        note("failed: " + e);
    }
    await fetch("/report", { method: "POST", body: seen.join("\n") });
}
