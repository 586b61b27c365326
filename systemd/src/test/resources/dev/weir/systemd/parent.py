"""Holds a socket, as systemd does, and runs a service on it: starts it anew five times while clients ask without a pause,
and wrk with them where it is installed.

Arguments: the command of the service. Says on its last line how many answers came from which start, and what was lost."""
import http.client, os, shutil, signal, socket, subprocess, sys, tempfile, threading

listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(1024)
port = listener.getsockname()[1]
folder = tempfile.mkdtemp()
told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.bind(folder + "/notify")
told.settimeout(60)


def start(name):
    def child():
        os.dup2(listener.fileno(), 3)
        os.set_inheritable(3, True)

    # LISTEN_PID is known in the child alone: the shell sets it, and becomes the service.
    process = subprocess.Popen(
        ["sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *sys.argv[1:], name],
        preexec_fn=child, close_fds=False, stdout=subprocess.PIPE,
        env=dict(os.environ, LISTEN_FDS="1", NOTIFY_SOCKET=folder + "/notify"))
    said = told.recv(100).decode()
    if said != "READY=1":
        raise SystemExit("told " + said)
    return process


def stop(process):
    process.send_signal(signal.SIGTERM)
    said = told.recv(100).decode()
    if said != "STOPPING=1":
        raise SystemExit("told " + said)
    out = process.communicate(timeout=60)[0].decode().strip()
    if out != "out is still there":
        raise SystemExit("the output was " + out)


answers, faults, ends, running = {}, [], set(), True


def ask():
    while running:
        try:
            with socket.create_connection(("127.0.0.1", port), 60) as client:
                client.sendall(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                got = b""
                while piece := client.recv(4096):
                    got += piece
            if not got.startswith(b"HTTP/1.1 200 "):
                raise OSError("got " + repr(got))
            name = got[got.index(b"\r\n\r\n") + 4:].decode()
            answers[name] = answers.get(name, 0) + 1
        except OSError as e:
            faults.append(repr(e))


def keep():
    """Asks on one connection until an answer says that it is the last, with POST, which nobody may repeat."""
    while running:
        try:
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            last = False
            while running and not last:
                client.request("POST", "/", b"hello")
                answer = client.getresponse()
                last = answer.getheader("Connection", "") == "close"
                name = answer.read().decode()
                if answer.status != 200:
                    raise OSError("got %d" % answer.status)
                answers[name] = answers.get(name, 0) + 1
                if last:
                    ends.add(name)
            client.close()
        except (OSError, http.client.HTTPException) as e:
            faults.append("kept: " + repr(e))


def wrk():
    """Starts wrk, which counts errors and goes on; it waits in the backlog while none runs."""
    return subprocess.Popen(
        ["wrk", "-t1", "-c4", "-d600s", "--timeout", "60s", "http://127.0.0.1:%d/" % port], stdout=subprocess.PIPE)


process = start("one")
load = wrk() if shutil.which("wrk") else None
clients = [threading.Thread(target=one) for one in 3 * [ask] + 3 * [keep]]
for client in clients:
    client.start()
for name in ("two", "three", "four", "five", "six"):
    before = sum(answers.values())
    while sum(answers.values()) < before + 50 and not faults:
        threading.Event().wait(0.01)
    stop(process)
    process = start(name)
while "six" not in answers and not faults:
    threading.Event().wait(0.01)
running = False
for client in clients:
    client.join()
if load:
    load.send_signal(signal.SIGINT)
    said = load.communicate(timeout=60)[0].decode()
    faults += ["wrk: " + line.strip() for line in said.splitlines() if "errors:" in line or "Non-2xx" in line]
    if " requests in " not in said or " 0 requests in " in said:
        faults.append("wrk: " + said)
stop(process)
print(sorted(answers), sorted(ends - {"six"}), faults)
