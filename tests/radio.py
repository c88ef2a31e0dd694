#!/usr/bin/env python3
"""A radio on loopback: radio.py FILE.mp3 STATE_FOLDER [PORT]

Writes the port it listens at (any, or PORT) into STATE_FOLDER/port. Sends FILE for ever, in the way of Icecast, a few
seconds ahead of real time; the title is what STATE_FOLDER/title contains.
"""
import pathlib
import socket
import sys
import threading
import time

META_BYTES = 4000
AHEAD_S = 3
BYTES_PER_S = 16000  # 128 kbit/s

sound = pathlib.Path(sys.argv[1]).read_bytes()
state = pathlib.Path(sys.argv[2])


def chunks():
    at = 0
    while True:
        chunk = (sound[at:] + sound)[:META_BYTES]
        at = (at + META_BYTES) % len(sound)
        yield chunk


def serve(connection):
    begun, sent = time.monotonic(), 0
    try:
        connection.recv(4096)
        connection.sendall(
            b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\nicy-name: The station\r\n"
            b"icy-metaint: %d\r\n\r\n" % META_BYTES
        )
        for chunk in chunks():
            title = b"StreamTitle='" + (state / "title").read_bytes().strip() + b"';"
            title += b"\0" * (-len(title) % 16)
            connection.sendall(chunk + bytes([len(title) // 16]) + title)
            sent += len(chunk)
            time.sleep(max(0, sent / BYTES_PER_S - AHEAD_S - (time.monotonic() - begun)))
    except OSError:
        connection.close()


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[3]) if len(sys.argv) > 3 else 0))
listener.listen()
(state / "port").write_text(str(listener.getsockname()[1]))
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
