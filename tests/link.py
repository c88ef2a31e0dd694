#!/usr/bin/env python3
"""link.py PORT RATE DELAY_MS TALLY: a slow link on loopback. It listens on a port of its own, printed first, and passes
what comes to PORT: bytes back from there at RATE a second, and everything DELAY_MS late each way. TALLY is kept as the
line "CARRIED LONGEST": how many bytes have come back, and the most that ever waited for the link. Ends when it is killed.
Python's standard library only."""
import asyncio, os, sys

FAST = 1e9  # bytes/s
ROOM = 1 << 20  # bytes that wait at most; more is left to the sender


class Lane:
    """One direction of one connection."""

    def __init__(self, rate, delay_s, tally=None):
        self.rate, self.delay_s, self.tally = rate, delay_s, tally
        self.waiting = self.carried = self.longest = 0

    def leave(self, n):
        self.waiting -= n
        self.carried += n
        if self.tally:
            with open(self.tally + '.new', 'w') as file:
                print(self.carried, self.longest, file=file)
            os.rename(self.tally + '.new', self.tally)

    async def carry(self, reader, writer):
        loop, free_at = asyncio.get_running_loop(), 0.0
        try:
            while data := await reader.read(4096):
                free_at = max(free_at, loop.time()) + len(data) / self.rate
                self.waiting += len(data)
                self.longest = max(self.longest, self.waiting)
                loop.call_at(free_at, self.leave, len(data))
                loop.call_at(free_at + self.delay_s, writer.write, data)
                while self.waiting > ROOM:
                    await asyncio.sleep(0.01)
        except ConnectionError:
            pass
        loop.call_at(max(free_at, loop.time()) + 2 * self.delay_s, writer.close)


async def main(port, rate, delay_ms, tally):
    delay_s = float(delay_ms) / 1e3

    async def connect(reader, writer):
        far_reader, far_writer = await asyncio.open_connection('127.0.0.1', int(port))
        await asyncio.gather(Lane(FAST, delay_s).carry(reader, far_writer),
                             Lane(float(rate), delay_s, tally).carry(far_reader, writer))

    server = await asyncio.start_server(connect, '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
