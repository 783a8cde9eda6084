"""Headers that Django cannot read are dropped before it sees them: it reads them where no middleware can catch what fails."""

from collections.abc import Callable, Iterable

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

Application = Callable[[dict, Callable], Iterable[bytes]]


def readable(application: Application) -> Application:
    """The same WSGI application, whose requests come without a Content-Type or an Accept that cannot be read."""

    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        for name, read in READERS.items():
            if not _can(read, environ.get(name, "")):
                del environ[name]
        return application(environ, start_response)

    return answer


def _accepted(header: str) -> None:
    request = HttpRequest()
    request.META = {"HTTP_ACCEPT": header}
    request.accepted_types  # noqa: B018 - read for what it raises


READERS = {"CONTENT_TYPE": parse_header_parameters, "HTTP_ACCEPT": _accepted}


def _can(read: Callable[[str], object], header: str) -> bool:
    try:
        read(header)
    except Exception:  # the parser of mail headers behind it raises what its codecs do
        return False
    return True
