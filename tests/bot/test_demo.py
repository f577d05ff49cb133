"""The demo, as a newcomer starts it: one command, a page, and nothing left when it ends."""

import contextlib
import fcntl
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.program import PATIENCE, environment, free_port, run_quickly

ROOT = Path(__file__).parents[2]
# The first of these tests waits until the team has lived through its history.
pytestmark = pytest.mark.timeout(300)


@dataclass
class Demo:
    """A running demo, and all it has said so far."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    _url: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        for line in self.process.stdout or ():
            self.said.append(line)
            if "Ctrl-C" in line:
                self._url.set()

    @property
    def url(self) -> str:
        """The page's address, token included, as soon as it is printed."""
        assert self._url.wait(PATIENCE), "".join(self.said)
        return next(word for word in "".join(self.said).split() if word.startswith("http://127.0.0.1:"))

    def children(self) -> list[int]:
        """The programs it has started."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the team's history is kept for all these tests, as `./dev setup` leaves it on a newcomer's machine."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo-cache"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_CACHE_HOME", str(folder))
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            subprocess.run([sys.executable, "-m", "bot.demo"], check=True, env=_environment(), timeout=200)
        yield folder


def _environment(**more: str) -> dict[str, str]:
    home = os.environ["XDG_CACHE_HOME"]
    return environment(HOME=home, XDG_CACHE_HOME=home, PYTHONUNBUFFERED="1", **more)


@contextlib.contextmanager
def _demo(folder: Path, *options: str, cwd: Path | None = None) -> Iterator[Demo]:
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser", *options]
    env = _environment(TMPDIR=str(folder / "tmp"))
    here = folder / "here"
    here.mkdir(exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    process = subprocess.Popen(
        command,
        env=env,
        cwd=cwd or here,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    demo = Demo(process)
    listener = threading.Thread(target=demo.listen)
    listener.start()
    try:
        yield demo
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
        process.kill()
        process.wait()
        listener.join()
        if process.stdout:
            process.stdout.close()


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_a_page_that_opens_and_leaves_nothing_behind(tmp_path: Path, name: signal.Signals) -> None:
    with _demo(tmp_path) as demo:
        url = demo.url
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{16,}", url)
        assert httpx.get(url, trust_env=False).status_code == 200
        bare = url.partition("?")[0]
        assert httpx.get(bare, trust_env=False).status_code == 403, "the token is needed"
        assert httpx.get(url, headers={"Host": "evil.example"}, trust_env=False).status_code == 400
        assert httpx.get(url, headers={"Origin": "http://evil.example"}, trust_env=False).status_code == 403
        children = demo.children()
        assert len(children) == 2
        demo.process.send_signal(name)
        assert demo.process.wait(PATIENCE) == 0
        assert "".join(demo.said).rstrip().endswith("Stopped.")
    assert "Traceback" not in "".join(demo.said)
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
    assert list((tmp_path / "here").iterdir()) == []
    assert list((tmp_path / "tmp").iterdir()) == []


def test_killed_without_a_word_it_takes_its_programs_with_it(tmp_path: Path) -> None:
    with _demo(tmp_path) as demo:
        assert demo.url
        children = demo.children()
        assert len(children) == 2
        demo.process.kill()
        demo.process.wait()
        deadline = time.monotonic() + PATIENCE
        while any(_runs(pid) for pid in children):
            assert time.monotonic() < deadline, "".join(demo.said)
            time.sleep(0.05)


def test_the_bot_answers_a_command_typed_on_the_page_whatever_the_clones_settings_are(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / ".env").write_text(
        "SLACK_BOT_TOKEN=xoxb-real\nSLACK_APP_TOKEN=xapp-real\nDATABASE_URL=mysql://x\n"
    )
    with _demo(tmp_path) as demo:
        url = httpx.URL(demo.url)
        with httpx.Client(
            base_url=f"http://127.0.0.1:{url.port}", params=url.params, trust_env=False, timeout=PATIENCE
        ) as page:
            people = page.get("/sim/state").json()["people"]
            me = next(person["id"] for person in people if not person["is_bot"])
            channels = page.get("/sim/state", params={"as": me}).json()["channels"]
            channel = next(each["id"] for each in channels if each["is_member"])
            typed = {"as": me, "channel": channel, "text": "/task add Ship the beta"}
            assert page.post("/sim/command", json=typed).json() == {"ok": True}
            messages = page.get("/sim/messages", params={"as": me, "channel": channel}).text
    assert "Ship the beta" in messages


def test_it_keeps_a_clone_clean(tmp_path: Path) -> None:
    """Started as the README says, from a checkout."""
    before = _files()
    with _demo(tmp_path, cwd=ROOT) as demo:
        assert demo.url
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(PATIENCE) == 0
    assert _files() - before == set()


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
@pytest.mark.parametrize("options", [("--port", "0", "--no-browser"), ("--play",)])
def test_it_never_runs_beside_a_real_token(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    env = environment(**{name: "xoxb-canary"})
    ended = run_quickly("demo", *options, env=env, cwd=folder)
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert name in ended.stderr
    assert "canary" not in ended.stderr


def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    with contextlib.closing(_listener()) as taken:
        port = taken.getsockname()[1]
        ended = run_quickly("demo", "--port", str(port), "--no-browser", env=environment(), cwd=folder)
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert str(port) in ended.stderr
    assert "--port" in ended.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "many"])
def test_a_port_that_is_none_is_said_plainly(tmp_path: Path, port: str) -> None:
    ended = run_quickly("demo", "--port", port, "--no-browser", env=environment(), cwd=tmp_path)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "--port" in ended.stderr


@contextlib.contextmanager
def _page(demo: Demo) -> Iterator[httpx.Client]:
    url = httpx.URL(demo.url)
    base = f"http://127.0.0.1:{url.port}"
    with httpx.Client(base_url=base, params=url.params, trust_env=False, timeout=PATIENCE) as page:
        yield page


@pytest.mark.parametrize("options", [(), ("--quiet-team",)])
def test_it_begins_with_a_team_that_has_a_history_and_lives_on(tmp_path: Path, options: tuple[str, ...]) -> None:
    with _demo(tmp_path, *options) as demo, _page(demo) as page:
        state = page.get("/sim/state").json()
        assert state["team"]["name"] == "Harbour"
        launch = next(each["id"] for each in state["channels"] if each["name"] == "launch")
        said = page.get("/sim/messages", params={"as": state["me"]["id"], "channel": launch}).text
        assert "Status #1" in said
        before = page.get("/sim/clock").json()["now"]
        page.post("/sim/clock/turn", json={"as": state["me"]["id"], "to": "1h"})
        deadline = time.monotonic() + PATIENCE
        while (clock := page.get("/sim/clock").json())["turning"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert clock["now"] >= before + 3600
        journal = page.get("/sim/journal").json()["entries"]
        assert any(each["what"] == "sent" and "Morning" in each["text"] and each["why"] for each in journal)
        answered = any(each["what"] == "acted" and each["text"].startswith("/standup done") for each in journal)
        assert answered is not bool(options), "nobody plays Ana, so she answers by herself, unless told to be quiet"


def test_with_fresh_nothing_has_happened_yet(tmp_path: Path) -> None:
    with _demo(tmp_path, "--fresh") as demo, _page(demo) as page:
        state = page.get("/sim/state").json()
        assert state["team"]["name"] != "Harbour"
        me, channel = state["me"]["id"], next(each["id"] for each in state["channels"] if each["name"] == "launch")
        page.post("/sim/command", json={"as": me, "channel": channel, "text": "/task list"})
        assert "T-1" not in page.get("/sim/messages", params={"as": me, "channel": channel}).text


def test_what_is_kept_in_a_folder_is_there_again_the_next_time(tmp_path: Path) -> None:
    kept = tmp_path / "kept? #1 %20"
    for time_around in ("first", "second"):
        with _demo(tmp_path, "--fresh", "--keep", str(kept)) as demo, _page(demo) as page:
            state = page.get("/sim/state").json()
            me, channel = state["me"]["id"], next(each["id"] for each in state["channels"] if each["name"] == "launch")
            if time_around == "first":
                page.post("/sim/say", json={"as": me, "channel": channel, "text": "Here we are"})
                page.post("/sim/command", json={"as": me, "channel": channel, "text": "/task add Ship the beta"})
            page.post("/sim/command", json={"as": me, "channel": channel, "text": "/task list"})
            said = page.get("/sim/messages", params={"as": me, "channel": channel}).text
            assert "Here we are" in said
            assert "Ship the beta" in said
            demo.process.send_signal(signal.SIGINT)
            assert demo.process.wait(PATIENCE) == 0
        assert "keeps everything in" in "".join(demo.said)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith("kept")] == [kept.name]


def test_killed_without_a_word_it_goes_on_where_it_was(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with _demo(tmp_path, "--fresh", "--keep", str(kept)) as demo, _page(demo) as page:
        state = page.get("/sim/state").json()
        me, channel = state["me"]["id"], next(each["id"] for each in state["channels"] if each["name"] == "launch")
        page.post("/sim/say", json={"as": me, "channel": channel, "text": "Here we are"})
        _until(lambda: "Here we are" in (kept / "slack.json").read_text("utf-8"))
        demo.process.kill()
        demo.process.wait()
    with _demo(tmp_path, "--fresh", "--keep", str(kept)) as demo, _page(demo) as page:
        assert "Here we are" in page.get("/sim/messages", params={"as": me, "channel": channel}).text


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with _demo(tmp_path, "--fresh", "--keep", str(kept)) as demo, _page(demo):
        assert f"Another demo runs in {kept}" in _said_at_once(tmp_path, kept)


WORKSPACE = b'{"team": 1, "app": 2, "now": "x", "people": 3, "channels": 4, "files": 5}'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("slack.json", b"half of i", "can't be used. There is a demo in it that can't be read"),
        ("slack.json", b"{}", "can't be used. There is a demo in it that can't be read"),
        ("demo.db", b"half of i", "can't be used. There is a demo in it that can't be read"),
        ("slack.json", WORKSPACE, "slack.json is no saved workspace"),
    ],
)
def test_a_folder_that_can_not_be_read_any_more_is_named_and_left_alone(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "slack.json").write_bytes(WORKSPACE)
    (kept / "demo.db").write_bytes(b"SQLite format 3\x00")
    (kept / name).write_bytes(content)
    heard = _said_at_once(tmp_path, kept)
    assert str(kept) in heard
    assert said in heard
    assert "Traceback" not in heard
    assert (kept / name).read_bytes() == content


def test_the_secrets_stand_in_no_command_line(tmp_path: Path) -> None:
    with _demo(tmp_path, "--fresh") as demo:
        token = demo.url.partition("token=")[2]
        lines = [Path(f"/proc/{pid}/cmdline").read_text() for pid in demo.children()]
        assert any("playground" in line for line in lines)
        assert not any(token in line or "xoxb-" in line for line in lines)


def _until(true: Callable[[], bool]) -> None:
    for _ in range(int(PATIENCE * 10)):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("It never came true.")


def _said_at_once(folder: Path, kept: Path) -> str:
    """What a demo says that can't use its folder."""
    command = [sys.executable, "-m", "bot", "demo", "--port", "0", "--no-browser", "--fresh", "--keep", str(kept)]
    ended = subprocess.run(
        command, check=False, env=_environment(), cwd=folder, capture_output=True, text=True, timeout=PATIENCE
    )
    assert ended.returncode == 2
    return ended.stderr


@pytest.mark.slow
def test_the_guided_week_plays_by_itself_and_tells_each_step(tmp_path: Path) -> None:
    ended = _plays(tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = ended.stdout
    assert "\x1b" not in told, "no colours where nobody sees them"
    steps = (
        "the standup asks", "Time for Morning", "sent the form Morning", "Reminder: call the client",
        "pressed Snooze 1 h", "(09:00 there)  Good morning", "pressed Acknowledge", "two days later",
        "B-6 No word from the print shop", "2 working days", "/blocker resolve 6", "Draft of the report",
        "sent the form Notes for the report", "Status #2", "The beta keeps its date", "[picture] Tasks by state",
        "held back: they are away", "why: I send", "The week in figures",
    )  # fmt: skip
    places = [told.find(step) for step in steps]
    assert [step for step, place in zip(steps, places, strict=True) if place < 0] == []
    assert "Slack would have refused 0" in told


@pytest.mark.slow
def test_for_scripts_the_week_is_a_json_object_a_line(tmp_path: Path) -> None:
    ended = _plays(tmp_path, "--json")
    assert ended.returncode == 0, ended.stderr
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {line["type"] for line in lines} == {"chapter", "journal", "shown", "summary"}
    moments = [line["at"] for line in lines if line["type"] == "journal"]
    assert moments == sorted(moments)
    summary = lines[-1]
    assert summary["refused"] == []
    assert summary["messages"] == sum(summary["to"].values()) > 40


def _plays(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "demo", "--play", *options]
    return subprocess.run(
        command, env=_environment(), cwd=folder, capture_output=True, text=True, timeout=110, check=False
    )


def _runs(pid: int) -> bool:
    """Whether it is there and is no mere remembrance, waiting for somebody to take note of its end."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def _listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", free_port()))
    listener.listen()
    return listener


def _files() -> set[Path]:
    """What is in the clone, but for what Python and the tests running beside us write."""
    written = {"__pycache__", ".venv", ".git"}
    shallow = [path for path in ROOT.iterdir() if path.name not in written and not path.name.endswith("_cache")]
    deep = [path for folder in shallow if folder.is_dir() and folder.name[0] != "." for path in folder.rglob("*")]
    return {path for path in (*shallow, *deep) if path.suffix not in (".py", ".pyc") and path.name not in written}
