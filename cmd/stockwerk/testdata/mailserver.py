"""A mail server for tests: python3 mailserver.py FOLDER [CERT KEY USER PASSWORD]

Prints its port and keeps each letter as a file in FOLDER. It takes no letter for an
address that begins with "gone"; with a certificate it wants STARTTLS and a login.
"""

import asyncio
import itertools
import pathlib
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder = pathlib.Path(sys.argv[1])
tls, login = None, None
if len(sys.argv) > 2:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(sys.argv[2], sys.argv[3])
    login = (sys.argv[4].encode(), sys.argv[5].encode())
numbers = itertools.count()


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = folder / ("%04d.eml" % next(numbers))
        part = name.with_suffix(".part")
        part.write_bytes(b"Envelope-To: " + ",".join(envelope.rcpt_tos).encode() + b"\r\n" + envelope.content)
        part.rename(name)
        return "250 OK"


def check(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == login)


async def main():
    def protocol():
        if tls is None:
            return SMTP(Keeper(), hostname="localhost")
        return SMTP(Keeper(), hostname="localhost", tls_context=tls, require_starttls=True, authenticator=check, auth_required=True)

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
