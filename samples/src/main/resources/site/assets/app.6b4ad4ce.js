// One page for all addresses below /site/: what it shows follows from the address.
const main = document.querySelector('main');

const pages = {
    '': async () => {
        const session = await (await fetch('/session')).json();
        main.innerHTML = `<h1>Session</h1>
            <p id="user"></p>
            <form id="login"><input name="name" placeholder="name" required> <button>log in</button></form>
            <button id="logout">log out</button>`;
        document.querySelector('#user').textContent = session.user ? `Hello, ${session.user}.` : 'Nobody is logged in.';
        document.querySelector('#login').onsubmit = async (event) => {
            event.preventDefault();
            await fetch('/session', {method: 'POST', body: new URLSearchParams(new FormData(event.target))});
            show();
        };
        document.querySelector('#logout').onclick = async () => {
            await fetch('/session', {method: 'DELETE'});
            show();
        };
    },
    events: async () => {
        main.innerHTML = '<h1>Events</h1><ol id="ticks"></ol><p id="state"></p>';
        const state = document.querySelector('#state');
        const source = new EventSource('/ticks/20');
        leave = () => source.close();
        source.onopen = () => state.textContent = 'connected';
        source.onerror = () => state.textContent = source.readyState === EventSource.CLOSED ? 'all there' : 'again ...';
        source.addEventListener('tick', (event) => {
            const item = document.createElement('li');
            item.textContent = event.data;
            document.querySelector('#ticks').append(item);
        });
    },
    upload: async () => {
        main.innerHTML = `<h1>Upload</h1>
            <form id="upload"><input type="file" name="file" multiple required> <button>send</button></form>
            <progress id="progress" max="1" value="0"></progress><pre id="answer"></pre>`;
        document.querySelector('#upload').onsubmit = (event) => {
            event.preventDefault();
            const request = new XMLHttpRequest();
            request.upload.onprogress = (sent) =>
                document.querySelector('#progress').value = sent.lengthComputable ? sent.loaded / sent.total : 0;
            request.onloadend = () => document.querySelector('#answer').textContent =
                `${request.status} ${request.responseText}`;
            request.open('POST', '/upload');
            request.send(new FormData(event.target));
        };
    },
};

let leave = () => {};

function show() {
    leave();
    leave = () => {};
    const name = location.pathname.replace(/^\/site\//, '').replace(/\/$/, '');
    if (Object.hasOwn(pages, name)) {
        pages[name]();
    } else {
        main.innerHTML = '<h1>Not found</h1><p>There is no such page on this site.</p>';
    }
}

document.addEventListener('click', (event) => {
    const link = event.target.closest('nav a');
    if (link) {
        event.preventDefault();
        history.pushState(null, '', link.href);
        show();
    }
});
addEventListener('popstate', show);
show();
