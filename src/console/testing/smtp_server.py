#!/usr/bin/python3
"""A mail server for tests: aiosmtpd, which also refuses, stalls, cuts and kills.

Every mail that it accepts is two files in --folder: <n>.eml, as it came, and <n>.json, as Python's
email package reads it. <folder>/sessions has a line for each connection that said EHLO.
"""
import argparse
import asyncio
import email
import email.policy
import json
import os
import signal
import ssl

from aiosmtpd.smtp import SMTP, AuthResult

options = None


def Parsed(content, envelope):
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = {part.get_content_type(): part.get_content() for part in message.walk()
             if not part.is_multipart()}
    defects = [str(d) for part in message.walk() for d in part.defects]
    lines = content.split(b"\r\n")
    return {
        "mail_from": envelope.mail_from, "recipients": envelope.rcpt_tos,
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "type": message.get_content_type(), "defects": defects,
        "text": parts.get("text/plain", ""), "html": parts.get("text/html", ""),
        "longest_line": max(len(line) for line in lines),
        "bare_line_ends": sum(b"\n" in line or b"\r" in line for line in lines),
        "ascii": content.isascii(),
    }


def Order():
    """What to kill and when: "<process> <moment> <mail, from 1> <delay in seconds>"."""
    path = os.path.join(options.folder, "victim")
    if not os.path.exists(path):
        return None
    with open(path) as file:
        text = file.read()
    if text != Handler.order:
        Handler.order, Handler.mails = text, 0
    process, moment, mail, delay = text.split()
    return int(process), moment, int(mail), float(delay)


def Kill(moment):
    """An answer still goes out before a victim of the moment "answered" ends."""
    order = Order()
    if not order or (moment, Handler.mails) != order[1:3]:
        return
    if moment == "answered":
        asyncio.get_running_loop().call_later(order[3], os.kill, order[0], signal.SIGKILL)
    else:
        os.kill(order[0], signal.SIGKILL)


class Handler:
    order = ""
    mails = 0  # begun since the last order, from 1

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        if session.peer not in server.seen:
            server.seen.add(session.peer)
            with open(os.path.join(options.folder, "sessions"), "a") as file:
                file.write("EHLO\n")
        return responses

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        session.mails = getattr(session, "mails", 0) + 1
        if options.mails_a_connection and session.mails > options.mails_a_connection:
            return "421 4.7.0 too many messages in this connection"
        if options.refuse_sender:
            return "550 5.7.1 " + options.refuse_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        Order()
        Handler.mails += 1
        Kill("rcpt")
        if address in options.refuse:
            return "550 5.1.1 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if options.refuse_data in envelope.rcpt_tos:
            return "554 5.7.1 this looks like spam"
        content = envelope.original_content
        stem = os.path.join(options.folder, "%06d" % (len(os.listdir(options.folder)) + 1))
        with open(stem + ".eml", "wb") as file:
            file.write(content)
        with open(stem + ".new", "w") as file:
            json.dump(Parsed(content, envelope), file)
        os.rename(stem + ".new", stem + ".json")
        Kill("stored")
        if options.mode == "cut-before-answer":
            server.transport.abort()
        if options.mode == "stall-before-answer":
            await asyncio.sleep(3600)
        Kill("answered")
        return "250 OK"


class Server(SMTP):
    seen = set()

    async def smtp_DATA(self, arg):
        if options.mode == "cut-in-data":
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.read(100)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def Authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password) == (options.user.encode(), options.password.encode())
    return AuthResult(success=good, handled=False)


async def Raw(reader, writer):
    """Servers that never come so far as to speak SMTP."""
    if options.mode == "greet-554":
        writer.write(b"554 5.3.2 no mail today\r\n")
    elif options.mode == "greet-421":
        writer.write(b"421 4.3.2 shutting down\r\n")
    elif options.mode == "stall":
        await asyncio.sleep(3600)
    writer.close()


async def Serve():
    loop = asyncio.get_running_loop()
    if options.mode in ("greet-554", "greet-421", "stall", "close"):
        server = await asyncio.start_server(Raw, "127.0.0.1", options.port)
    else:
        context = None
        if options.cert:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(options.cert, options.key)
        handler = Handler()

        def Session():
            return Server(handler, hostname="mail.contoso.example",
                          tls_context=context if options.tls == "starttls" else None,
                          require_starttls=options.tls == "starttls",
                          auth_required=bool(options.user), auth_require_tls=False,
                          authenticator=Authenticate if options.user else None, loop=loop)
        server = await loop.create_server(Session, "127.0.0.1", options.port,
                                          ssl=context if options.tls == "smtps" else None)
    async with server:
        await server.serve_forever()


parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, required=True)
parser.add_argument("--folder", required=True)
parser.add_argument("--mode", default="", choices=[
    "", "greet-554", "greet-421", "stall", "close", "cut-in-data", "cut-before-answer",
    "stall-before-answer"])
parser.add_argument("--tls", choices=["starttls", "smtps"])
parser.add_argument("--cert")
parser.add_argument("--key")
parser.add_argument("--user", default="")
parser.add_argument("--password", default="")
parser.add_argument("--refuse", action="append", default=[])
parser.add_argument("--refuse-data", default="")
parser.add_argument("--refuse-sender", default="")
parser.add_argument("--mails-a-connection", type=int, default=0)
options = parser.parse_args()
asyncio.run(Serve())
