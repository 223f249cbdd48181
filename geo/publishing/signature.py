"""Sign the checksums of a publication with a person's own key, have them stamped, and verify both.

Nothing here makes a key. What is signed are the bytes of ``SHA256SUMS``, which hold the hash of
every other file; OpenSSL verifies the same files without this package.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, NamedTuple

from geo.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
PUBLIC_KEY = "SHA256SUMS.pub.pem"
STAMP = "SHA256SUMS.tsr"
FILES = (SIGNATURE, PUBLIC_KEY, STAMP)
"""The files that stand beside the checksums, which do not list them."""
_EXTRA = "wanted the extra 'sign': python -m pip install 'geo-event-maps[sign]'"
_TIME_LIMIT_S = 30
_LARGEST = 1 << 20
_KEYS = "a private key of Ed25519, RSA or ECDSA, as ssh-keygen or openssl writes it"


class Problem(NamedTuple):
    """What does not hold: the file, and why."""

    file: str
    detail: str


def sign(sums: bytes, key: Path, *, passphrase: str = "") -> dict[str, bytes]:
    """Return the files of a signature of checksums, made with a person's own key.

    Parameters
    ----------
    sums : bytes
        What ``SHA256SUMS`` holds.
    key : pathlib.Path
        The private key, in PEM or as OpenSSH writes it. It is read, and never written anywhere.
    passphrase : str
        That of the key, where it has one.

    Returns
    -------
    dict of str to bytes
        The signature and the public key, by the names of their files.

    Raises
    ------
    geo.errors.ExportError
        The file is no such key, the passphrase is wrong, or the extra is not installed.
    """
    private = _private_key(key, passphrase)
    public = private.public_key()
    arguments = _arguments(public, str(key))
    return {SIGNATURE: bytes(private.sign(sums, *arguments)), PUBLIC_KEY: _as_pem(public)}


def _as_pem(public: Any) -> bytes:  # noqa: ANN401 - a key of several kinds
    serialization = _library().serialization
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return bytes(public.public_bytes(*form))


def is_locked(key: Path) -> bool:
    """Return whether a private key has a passphrase.

    Raises
    ------
    geo.errors.ExportError
        The file is no private key, or the extra is not installed.
    """
    try:
        _private_key(key, "")
    except ExportError as error:
        if isinstance(error.__cause__, TypeError):
            return True
        raise
    return False


def _library() -> Any:  # noqa: ANN401 - a module of an extra
    try:
        from cryptography.hazmat import primitives  # noqa: PLC0415 - an extra
        from cryptography.hazmat.primitives import serialization  # noqa: F401, PLC0415 - the same
    except ImportError as error:
        raise ExportError(f"signature: found no cryptography, {_EXTRA}") from error
    return primitives


def _private_key(path: Path, passphrase: str) -> Any:  # noqa: ANN401 - a key of several kinds
    serialization = _library().serialization
    data, word = path.read_bytes(), passphrase.encode() or None
    is_ssh = b"BEGIN OPENSSH PRIVATE KEY" in data
    load = serialization.load_ssh_private_key if is_ssh else serialization.load_pem_private_key
    try:
        return load(data, word)
    except (TypeError, ValueError) as error:  # TypeError: it has a passphrase, and none was given
        raise ExportError(f"{path}: found {error}, wanted {_KEYS}, and its passphrase") from error
    except Exception as error:
        raise ExportError(f"{path}: found {error}, wanted {_KEYS}") from error


def _arguments(public: Any, name: str) -> tuple[Any, ...]:  # noqa: ANN401 - a key of several kinds
    """Return what signing and verifying take beside the bytes, for the kind of key."""
    _library()
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415 - an extra
        ec,
        ed25519,
        padding,
        rsa,
    )
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - the same

    if isinstance(public, ed25519.Ed25519PublicKey):
        return ()
    if isinstance(public, rsa.RSAPublicKey):
        return (padding.PKCS1v15(), SHA256())
    if isinstance(public, ec.EllipticCurvePublicKey):
        return (ec.ECDSA(SHA256()),)
    raise ExportError(f"{name}: found a key of another kind, wanted {_KEYS}")


def stamp(sums: bytes, authority: str) -> bytes:
    """Return a time stamp of checksums (RFC 3161) that an authority gives.

    Parameters
    ----------
    sums : bytes
        What ``SHA256SUMS`` holds; only its hash is sent.
    authority : str
        Address of the authority. Nothing is sent anywhere else.

    Raises
    ------
    geo.errors.ExportError
        It gives no answer, or one that is no stamp of these bytes; or the extra is not installed.
    """
    import urllib.request  # noqa: PLC0415 - where a person named an authority

    client = _client()
    if not authority.startswith(("http://", "https://")):
        raise ExportError(f"time stamp: found {authority!r}, wanted the address of an authority")
    builder = client.TimestampRequestBuilder().data(sums).nonce(nonce=False)
    query = builder.hash_algorithm(client.HashAlgorithm.SHA256).build()
    request = urllib.request.Request(  # noqa: S310 - http or https
        authority, query.as_bytes(), {"Content-Type": "application/timestamp-query"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIME_LIMIT_S) as answer:  # noqa: S310 - the same
            data = bytes(answer.read(_LARGEST))
    except OSError as error:
        raise ExportError(f"{authority}: found {error}, wanted a time stamp (RFC 3161)") from error
    problem = _stamp_problem(data, sums)
    if problem:
        raise ExportError(f"{authority}: found {problem}, wanted a time stamp (RFC 3161)")
    return data


def _client() -> Any:  # noqa: ANN401 - a module of an extra
    try:
        import rfc3161_client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ExportError(f"time stamp: found no rfc3161-client, {_EXTRA}") from error
    return rfc3161_client


def _stamp_problem(data: bytes, sums: bytes) -> str:
    """Return why bytes are no stamp of these checksums, or nothing."""
    try:
        info = _client().decode_timestamp_response(data).tst_info
        hashed = bytes(info.message_imprint.message)
    except ValueError as error:
        return f"no time stamp ({error})"
    known = [hashlib.new(name, sums).digest() for name in ("sha256", "sha384", "sha512")]
    return "" if hashed in known else f"a stamp of other bytes than {SUMS}"


class Attested(NamedTuple):
    """What a signature and a stamp say of a publication, in words, and what of it does not hold."""

    lines: list[str]
    problems: list[Problem]


def attested(
    folder: Path, *, key: Path | None = None, authorities: Sequence[Path] = ()
) -> Attested:
    """Verify signature and time stamp of a publication, as far as it has them.

    Parameters
    ----------
    folder : pathlib.Path
        The publication.
    key : pathlib.Path, optional
        The public key that the reader knows as that of who published: another one is a problem,
        and so is none.
    authorities : sequence of pathlib.Path
        Certificates (PEM) of time-stamping authorities that the reader trusts: without, the time
        is that which the stamp says, and it is said that nobody vouches for it.
    """
    sums = (folder / SUMS).read_bytes()
    lines: list[str] = []
    problems: list[Problem] = []
    for file, detail in _signature(folder, sums, key):
        (problems.append(Problem(file, detail)) if file else lines.append(detail))
    for file, detail in _stamp(folder, sums, authorities):
        (problems.append(Problem(file, detail)) if file else lines.append(detail))
    return Attested(lines, problems)


def _signature(folder: Path, sums: bytes, key: Path | None) -> Iterator[tuple[str, str]]:
    """Yield lines, with the name of a file where that does not hold."""
    present = [name for name in (SIGNATURE, PUBLIC_KEY) if (folder / name).is_file()]
    if len(present) == 1:
        missing = PUBLIC_KEY if present[0] == SIGNATURE else SIGNATURE
        yield missing, f"missing beside {present[0]}"
    elif not present and key is not None:
        yield SIGNATURE, "missing; a signature with the key that you gave was wanted"
    if len(present) != 2:  # noqa: PLR2004 - both
        return
    try:
        public = _public_key(folder / PUBLIC_KEY)
        if _as_pem(public) != (folder / PUBLIC_KEY).read_bytes():
            yield PUBLIC_KEY, "it is not as geo publish wrote it"
            return
        public.verify((folder / SIGNATURE).read_bytes(), sums, *_arguments(public, PUBLIC_KEY))
    except ExportError as error:
        yield PUBLIC_KEY, str(error)
    except Exception:  # noqa: BLE001 - the library's own, which can't be named without the extra
        yield SIGNATURE, f"it is no signature of {SUMS} by the key in {PUBLIC_KEY}"
    else:
        name = _fingerprint(public)
        if key is None:
            yield "", f"signed with the key {name}; --key tells whether that is the one you know"
        elif _fingerprint(_public_key(key)) == name:
            yield "", f"signed with the key that you gave, {name}"
        else:
            yield PUBLIC_KEY, f"signed with another key than {key.name}: {name}"


def _public_key(path: Path) -> Any:  # noqa: ANN401 - a key of several kinds
    serialization = _library().serialization
    data = path.read_bytes()
    is_ssh = data.lstrip().startswith((b"ssh-", b"ecdsa-"))
    load = serialization.load_ssh_public_key if is_ssh else serialization.load_pem_public_key
    try:
        return load(data)
    except Exception as error:
        raise ExportError(f"{path}: found {error}, wanted a public key") from error


def _fingerprint(public: Any) -> str:  # noqa: ANN401 - a key of several kinds
    """Return the fingerprint of a key as ``ssh-keygen -l`` shows it."""
    serialization = _library().serialization
    form = (serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    blob = base64.b64decode(public.public_bytes(*form).split()[1])
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def _stamp(folder: Path, sums: bytes, authorities: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Yield lines, with the name of a file where that does not hold."""
    if not (folder / STAMP).is_file():
        if authorities:
            yield STAMP, "missing; a stamp by an authority that you gave was wanted"
        return
    data = (folder / STAMP).read_bytes()
    problem = _stamp_problem(data, sums)
    if problem:
        yield STAMP, f"it is {problem}"
        return
    answer = _client().decode_timestamp_response(data)
    at = answer.tst_info.gen_time.strftime("%Y-%m-%d %H:%M:%S UTC")
    if not authorities:
        yield "", f"stamped {at} by nobody that you gave; --authority tells whether that is so"
        return
    from cryptography import x509  # noqa: PLC0415 - comes with the extra

    builder = _client().VerifierBuilder()
    for path in authorities:
        try:
            certificates = x509.load_pem_x509_certificates(path.read_bytes())
        except ValueError as error:
            raise ExportError(f"{path}: found {error}, wanted certificates in PEM") from error
        for certificate in certificates:
            builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(answer, sums)
    except _client().VerificationError as error:
        yield STAMP, f"no authority that you gave vouches for it ({error})"
    else:
        yield "", f"stamped {at} by an authority that you gave"
