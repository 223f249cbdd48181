"""A publication is signed with a key of a person's own and stamped by an authority."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from publishing.authority import make_authority, serve_authority
from story.small import SmallStory
from support import Geo

from geo.errors import ExportError
from geo.publishing.signature import PUBLIC_KEY, SIGNATURE, STAMP, SUMS, attested, is_locked, sign

KINDS = {"ed25519": [], "rsa": ["-b", "2048"], "ecdsa": []}


def make_key(path: Path, kind: str = "ed25519", word: str = "") -> Path:
    """Make a key as people do."""
    words = ["ssh-keygen", "-q", "-t", kind, *KINDS[kind], "-N", word, "-f", str(path)]
    subprocess.run(words, check=True)
    return path


def openssl(*words: object) -> str:
    done = subprocess.run(
        ["openssl", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, Path]]:
    """Yield address and root certificate of an authority, and the certificate of another."""
    folder = tmp_path_factory.mktemp("authority")
    root, other = make_authority(folder / "a"), make_authority(folder / "b")
    with serve_authority(folder / "a") as address:
        yield address, root, other


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("word", ["", "a word"])
def test_openssl_verifies_what_a_key_of_ssh_signed(kind: str, word: str, tmp_path: Path) -> None:
    key = make_key(tmp_path / "key", kind, word)
    assert is_locked(key) == bool(word)
    (tmp_path / SUMS).write_bytes(b"sums\n")
    for name, data in sign(b"sums\n", key, passphrase=word).items():
        (tmp_path / name).write_bytes(data)
    files = ("-in", tmp_path / SUMS, "-sigfile", tmp_path / SIGNATURE)
    told = openssl(
        "pkeyutl", "-verify", "-pubin", "-inkey", tmp_path / PUBLIC_KEY, "-rawin", *files
    )
    assert told == "Signature Verified Successfully\n"
    known = attested(tmp_path, key=tmp_path / "key.pub")
    fingerprint = subprocess.run(
        ["ssh-keygen", "-l", "-f", str(tmp_path / "key.pub")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()[1]
    assert known == ([f"signed with the key that you gave, {fingerprint}"], [])
    if word:
        with pytest.raises(ExportError, match="and its passphrase"):
            sign(b"sums\n", key, passphrase=word[::-1])


@pytest.mark.slow
def test_a_signed_and_stamped_publication_is_verified_byte_for_byte(
    authority: tuple[str, Path, Path], tmp_path: Path, geo_command: Geo
) -> None:
    address, root, other = authority
    story, site = SmallStory(tmp_path / "two-choirs").write(), tmp_path / "site"
    key, stranger = make_key(tmp_path / "key"), make_key(tmp_path / "stranger")
    options = ("--author", "A. Writer", "--sign-with", key, "--time-stamp", address)
    done = geo_command("publish", story, "--to", site, *options)
    assert done.returncode == 0, done.stderr
    assert b"PRIVATE" not in b"".join(path.read_bytes() for path in site.rglob("*.*"))
    own = ("--key", tmp_path / "key.pub", "--authority", root)
    done = geo_command("verify", site, *own)
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith("signed with the key that you gave, SHA256:")
    assert lines[1].startswith("stamped 20")
    assert lines[1].endswith(" UTC by an authority that you gave")
    assert lines[2].endswith(" files; all hold")
    stamped = ("-data", site / SUMS, "-in", site / STAMP, "-CAfile", root)
    assert openssl("ts", "-verify", *stamped) == "Verification: OK\n"
    for name in (SIGNATURE, PUBLIC_KEY, STAMP):
        data = (site / name).read_bytes()
        for at in range(0, len(data), max(1, len(data) // 20)):
            (site / name).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            problems = attested(site, key=tmp_path / "key.pub", authorities=[root]).problems
            assert problems, (name, at)
        (site / name).write_bytes(data)
    done = geo_command("verify", site, "--key", stranger.with_suffix(".pub"), "--authority", other)
    assert done.returncode == 1
    assert f"{PUBLIC_KEY}: does not hold; signed with another key than stranger.pub" in done.stdout
    assert f"{STAMP}: does not hold; no authority that you gave vouches for it" in done.stdout
    done = geo_command("verify", site)
    assert done.returncode == 0
    assert "--key tells whether that is the one you know" in done.stdout
    done = geo_command("publish", story, "--to", site, "--author", "A. Writer")
    assert done.returncode == 0, done.stderr
    assert not [name for name in (SIGNATURE, PUBLIC_KEY, STAMP) if (site / name).exists()]
    done = geo_command("verify", site, *own)
    assert done.returncode == 1
    assert f"{SIGNATURE}: does not hold; missing" in done.stdout
    assert f"{STAMP}: does not hold; missing" in done.stdout


def test_mistakes_are_told(tmp_path: Path, geo_command: Geo) -> None:
    story = SmallStory(tmp_path / "two-choirs").write()
    publish = ("publish", story, "--to", tmp_path / "site", "--author", "A")
    done = geo_command(*publish, "--sign-with", story / "claims.csv")
    assert done.returncode == 2
    assert "claims.csv: found " in done.stderr
    assert "wanted a private key of Ed25519, RSA or ECDSA" in done.stderr
    assert not (tmp_path / "site").exists()
