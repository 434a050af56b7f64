"""Files too large, sent to the running app past its pages: refused, and it stays up.

The page itself refuses such a file before it is sent; here somebody sends it by a program.
"""

import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from planner.example_folders import examples
from planner.folder.drafting import MOST_UPLOADED
from tests.ui.browsing import PATIENCE_MS, free_port, start_app

BOUNDARY = "so-it-ends"
HEAD = (
    f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=file; filename=shifts.csv\r\n"
    "Content-Type: text/csv\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()
PIECE = b"x" * 2**20
TOO_MANY = MOST_UPLOADED // 10**6 * 110 // 100
"""Pieces that are a tenth more than the limit."""
CUT_OFF = 0
"""Instead of a status: the server ended the connection while it was still sent to."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """The running app: its process, its port and a session in it that may upload."""

    pid: int
    port: int
    session: str
    token: str

    def put(
        self, body: Iterable[bytes], *, size: int | None = None, token: str = "", session: str = ""
    ) -> int:
        """The status of an upload; ``size`` is what it claims (none: sent in chunks)."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        length = {} if size is None else {"Content-Length": str(size)}
        headers = {
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}", **length,
            **({"X-Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}"} if token else {}),
        }  # fmt: skip
        address = f"/_stcore/upload_file/{session or 'nobody'}/one"
        try:
            connection.request("PUT", address, body, headers, encode_chunked=size is None)
            return connection.getresponse().status
        except (BrokenPipeError, ConnectionResetError):
            return CUT_OFF
        finally:
            connection.close()

    @property
    def most_memory_mb(self) -> float:
        """The most memory that the server has had so far."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))

    def is_up(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health") as answer:
            return bool(answer.status == 200)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place, port = tmp_path_factory.mktemp("elsewhere"), free_port()
    process = start_app(examples()["corner_shop"], place / "runs", place, port)
    try:
        token = _token(port)
        cookie = {"Cookie": f"_streamlit_xsrf={token}"}
        with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream", additional_headers=cookie, max_size=None,
            origin=None, subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
        ) as page:  # fmt: skip
            session = _opened(page)
            yield Server(pid=process.pid, port=port, session=session, token=token)
    finally:
        process.kill()
        process.wait()


def _opened(page: ClientConnection) -> str:
    """The session of a page that has been drawn, so that the server has loaded what it needs."""
    asked, session, drawn = BackMsg(), "", False
    asked.rerun_script.query_string = ""
    page.send(asked.SerializeToString())
    while not drawn:
        told = ForwardMsg.FromString(page.recv(timeout=PATIENCE_MS / 1000, decode=False))
        session = told.new_session.initialize.session_id or session
        drawn = told.WhichOneof("type") == "script_finished"
    return session


def _token(port: int) -> str:
    """What the server gives every page against forged requests."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health") as answer:
        cookie = str(answer.headers["Set-Cookie"])
    return cookie.partition("_streamlit_xsrf=")[2].partition(";")[0]


def pieces(count: int) -> Iterator[bytes]:
    yield HEAD
    for _ in range(count):
        yield PIECE
    yield TAIL


def test_a_file_within_the_limit_is_taken(server: Server) -> None:
    assert server.put(pieces(1), token=server.token, session=server.session) == 204


def test_nobody_uploads_without_a_page(server: Server) -> None:
    assert server.put(pieces(1), session=server.session) == 403
    assert server.put(pieces(1), token=server.token) == 400


def test_a_file_that_says_it_is_too_large_is_not_even_read(server: Server) -> None:
    size = 300 * 2**20
    assert server.put([HEAD], size=size, token=server.token, session=server.session) == 413
    assert server.is_up()


def test_a_file_that_hides_its_size_is_cut_off(server: Server) -> None:
    before = server.most_memory_mb
    sent = server.put(pieces(TOO_MANY), token=server.token, session=server.session)
    assert sent in (413, CUT_OFF)
    assert server.is_up()
    assert server.most_memory_mb < before + 60
    assert server.put(pieces(1), token=server.token, session=server.session) == 204
