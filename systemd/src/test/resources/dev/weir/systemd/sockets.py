"""Holds three sockets, as systemd does, and runs a service on them twice: who connects between is answered by the second.

Arguments: the command of the service. Says what was answered, and where the service says that it listens."""
import os, signal, socket, subprocess, sys, tempfile

folder = tempfile.mkdtemp()
web = socket.socket()
web.bind(("127.0.0.1", 0))
six = socket.socket(socket.AF_INET6)
six.bind(("::1", 0))
admin = socket.socket(socket.AF_UNIX)
admin.bind(folder + "/admin")
listeners = [web, six, admin]
for listener in listeners:
    listener.listen(64)
told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.bind(folder + "/notify")
told.settimeout(60)


def start(name):
    def child():
        for i, number in enumerate([os.dup(each.fileno()) for each in listeners]):
            os.dup2(number, 100 + i)
        for i in range(len(listeners)):
            os.dup2(100 + i, 3 + i)
            os.set_inheritable(3 + i, True)

    process = subprocess.Popen(
        ["sh", "-c", 'LISTEN_PID=$$ exec "$@"', "sh", *sys.argv[1:], name],
        preexec_fn=child, close_fds=False, stdout=subprocess.PIPE,
        env=dict(os.environ, LISTEN_FDS="3", LISTEN_FDNAMES="web:six:admin", NOTIFY_SOCKET=folder + "/notify"))
    ready(process)
    return process


def ready(process):
    said = told.recv(100).decode()
    if said != "READY=1":
        raise SystemExit("told " + said)


def connect(listener):
    client = socket.socket(listener.family)
    client.settimeout(60)
    client.connect(listener.getsockname())
    client.sendall(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    return client


def answer(client):
    got = b""
    while piece := client.recv(4096):
        got += piece
    client.close()
    return got[got.index(b"\r\n\r\n") + 4:].decode()


def stop(process):
    process.send_signal(signal.SIGTERM)
    said = told.recv(100).decode()
    if said != "STOPPING=1":
        raise SystemExit("told " + said)
    return process.communicate(timeout=60)[0].decode().strip()


process = start("one")
answers = [answer(connect(each)) for each in listeners]
out = stop(process)
waiting = [connect(each) for each in listeners]
process = start("two")
answers += [answer(each) for each in waiting]
stop(process)
out = out.replace(str(web.getsockname()[1]), "WEB").replace(str(six.getsockname()[1]), "SIX").replace(folder, "FOLDER")
print(answers)
print(out)
