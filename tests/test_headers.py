"""registry.headers: what Django cannot read of a request, through the application that the web server calls."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import TestCase

from registry.headers import readable
from registry.wsgi import application

BAD = (
    "a/b; x*=bogus'en'x", "text/html; q*=none-such''1", "a/b; x*0*=bogus'en'x; x*1=y", "a/b; x*=idna''%ff.." + "a" * 70,
    "a/b; x*=undefined''x", "a/b;x*=\x01''x",
)  # fmt: skip


class HeaderTests(TestCase):
    def setUp(self):
        # The application would close the connection on which the test holds its transaction.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
            self.addCleanup(signal.connect, close_old_connections)

    def ask(self, path: str, method: str = "GET", asked=application, **headers: str) -> int:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "localhost", "wsgi.input": BytesIO(b"")}
        setup_testing_defaults(environ)
        environ |= {"HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1", **headers}
        said = []
        response = asked(environ, lambda status, headers, error=None: said.append(status))
        b"".join(response)
        getattr(response, "close", lambda: None)()
        return int(said[0].split()[0])

    def test_headers_nobody_can_read_are_as_if_they_had_not_come(self):
        for path in (
            "/en/", "/api/v1/", "/vocabularies/theme", "/data/", "/id/practice/0000-0000", "/oai/", "/no-such-page/",
            "/en/practices/", "/admin/login/",
        ):  # fmt: skip
            plain = self.ask(path)
            self.assertLess(plain, 500, path)
            for bad in BAD:
                with self.subTest(path=path, header=bad):
                    self.assertEqual(self.ask(path, CONTENT_TYPE=bad), plain)
                    self.assertEqual(self.ask(path, HTTP_ACCEPT=bad), plain)
                    self.assertEqual(self.ask(path, HTTP_ACCEPT=f"text/html, {bad}, */*;q=0.1"), plain)
        self.assertLess(self.ask("/api/v1/working-copies/", "POST", CONTENT_TYPE=BAD[0]), 500)

    def test_good_ones_are_left_alone(self):
        seen = []
        inner = readable(lambda environ, start: (seen.append(dict(environ)), start("200 OK", []), [])[2])
        good = {"CONTENT_TYPE": "a/b; x*=utf-8'en'%C3%A9", "HTTP_ACCEPT": "text/html;q=0.5, */*"}
        self.ask("/", asked=inner, **good)
        self.ask("/", asked=inner, CONTENT_TYPE="", HTTP_ACCEPT=BAD[0])
        self.assertEqual({name: seen[0][name] for name in good}, good)
        self.assertEqual((seen[1]["CONTENT_TYPE"], "HTTP_ACCEPT" in seen[1]), ("", False))
