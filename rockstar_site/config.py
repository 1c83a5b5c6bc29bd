"""What an operator may set, in one typed place: each field is an environment variable."""

import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, computed_field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from rockstar_site.embedded import paths

BASE_DIR = Path(__file__).resolve().parent.parent
MOST_READERS = 4  # worker processes that are started unasked: each needs memory
MOST_SERVERS = 4  # the same of web processes, each with its connections to the database


class Config(BaseSettings):
    """The environment, checked. A wrong value stops the start with a sentence that names it."""

    model_config = SettingsConfigDict(extra="ignore")

    debug: bool = Field(default=False, description="Django's debug pages; never on a real site")
    var_dir: Path = Field(default=BASE_DIR / "var", description="All that is kept on disk")
    host: str = Field(default="127.0.0.1", description="Address that the web server listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the web server")
    site_url: str = Field(default="", description="Public address; https:// turns HTTPS rules on")
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default=["localhost", "127.0.0.1", "[::1]"], description="Comma-separated host names"
    )
    behind_proxy: bool = Field(
        default=False, description="Trust X-Forwarded-Proto and X-Forwarded-For of a proxy"
    )
    secret_key: str = Field(default="", description="Empty: made once and kept in VAR_DIR")
    database_url: str = Field(default="", description="Empty: the embedded PostgreSQL")
    redis_url: str = Field(default="", description="Empty: the embedded Redis")
    facenet_weights: Path | None = Field(default=None, description="A local copy of the weights")
    vision_engine: Literal["onnx", "tensorflow"] = Field(
        default="onnx", description="What executes the networks: onnx, or tensorflow, the reference"
    )
    vision_precision: Literal["auto", "int8", "fp32"] = Field(
        default="auto",
        description="Numbers of FaceNet: int8 where it is the faster, or one of them",
    )
    web_processes: int = Field(
        default=0, ge=0, description="Processes that serve pages; 0: by cores"
    )
    worker_processes: int = Field(
        default=0, ge=0, description="Selfies that are read at the same time; 0: by cores"
    )
    worker_threads: int = Field(
        default=0, ge=0, description="Cores that share one selfie; 0: all, over the processes"
    )
    email_url: str = Field(
        default="", description="smtp://user:password@host:587 ; empty: files in VAR_DIR/mail"
    )
    email_from: str = Field(default="RockStar <rocks@localhost>", description="Sender of mails")
    registration: Literal["open", "invite", "closed"] = Field(
        default="open",
        description="Who may sign up: everybody, those with a member's invitation, or nobody",
    )
    logins_per_minute: int = Field(
        default=30, ge=1, description="Log-ins that one address may try in a minute"
    )
    accounts_per_hour: int = Field(
        default=60, ge=1, description="Accounts that one address may open an hour through the API"
    )
    selfies_per_hour: int = Field(default=10, ge=1, description="Selfies a member may try an hour")
    pairing_agreement: int = Field(
        default=1, ge=1, le=2, description="Curators who have to agree on a pairing: 1 or 2"
    )
    photos_per_hour: int = Field(default=40, ge=1, description="Photos a member may send an hour")
    booth: bool = Field(default=False, description="The page for an exhibition, /booth/")
    booth_key: str = Field(
        default="", description="If set, /booth/ opens only in browsers that were shown ?key=..."
    )
    booth_visits_per_hour: int = Field(
        default=600, ge=1, description="Pictures that one address may send the booth in an hour"
    )
    booth_mails_per_hour: int = Field(
        default=100, ge=1, description="Rocks that the booth mails for one address in an hour"
    )

    @field_validator("var_dir", "facenet_weights", mode="after")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().resolve() if value else value

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return [host.strip() for host in value.split(",") if host.strip()]
        return value

    @field_validator("facenet_weights", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return value or None

    @model_validator(mode="after")
    def _precision_of_engine(self) -> Self:
        if self.vision_engine == "tensorflow" and self.vision_precision == "int8":
            raise ValueError("VISION_PRECISION=int8 needs VISION_ENGINE=onnx")
        return self

    @computed_field  # type: ignore[prop-decorator]
    @cached_property
    def public_url(self) -> str:
        """Where members reach the site, without a slash at the end."""
        return (self.site_url or f"http://localhost:{self.port}").rstrip("/")

    @property
    def https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    @property
    def hosts(self) -> list[str]:
        public = urlsplit(self.public_url).hostname or "localhost"
        return [*self.allowed_hosts, *([public] if public not in self.allowed_hosts else [])]

    def web_shape(self, cores: int) -> int:
        """How many processes serve pages: two a core, so that a request seldom meets another."""
        return self.web_processes or min(2 * cores, MOST_SERVERS)

    def worker_shape(self, cores: int) -> tuple[int, int]:
        """How many processes read selfies, and on how many threads each; see docs/measure.md."""
        processes = self.worker_processes or min(cores, MOST_READERS)
        return processes, self.worker_threads or max(1, cores // processes)

    def database(self) -> str:
        return self.database_url or paths.database_url(self.var_dir)

    def redis(self) -> str:
        return self.redis_url or paths.redis_url(self.var_dir)

    def secret(self) -> str:
        """The secret key: as set, else made once and kept where only the owner may read it."""
        return self.secret_key or kept_secret(self.var_dir / "secret_key")


def kept_secret(path: Path) -> str:
    """Return the secret kept at `path`; makes it (mode 0600) if it is not there.

    Several processes may start at once on an empty folder: the first link wins, all read the same.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def redis_database(url: str, number: int) -> str:
    """Return `url` with Redis database `number`, in redis-py's form."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return f"{parts.scheme}://{parts.netloc}/{number}"


def celery_broker(url: str, number: int) -> str:
    """Return `url` with Redis database `number`, in Celery's form."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={number}"
    return redis_database(url, number)


def mailer(url: str, *, files: Path) -> dict[str, object]:
    """Turn smtp://user:password@host:port into Django's form; without one, mails become files."""
    if not url:
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"BACKEND": backend, "OPTIONS": {"file_path": files}}
    parts = urlsplit(url)
    port = parts.port or 587
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": port,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": port == 587,
            "use_ssl": port == 465,
            "timeout": 20,  # seconds: somebody waits before the page
        },
    }
