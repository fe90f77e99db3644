"""Messages that tell of notices: a listener behind an interface, so that e-mail and texts can be anybody's.

A message says that a notice waits and where it is from, never what it says.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

from majung import clock
from majung.access.cipher import decrypt
from majung.notices.models import NoticeMessage
from majung.plugin.contract import Listener
from majung.storage.transaction import current

Channel = Literal["EMAIL", "SMS"]

_ADDRESSES = """
select n.id, n.title, n.person_id, p.email, p.phone from notice n
join person p on p.id = n.person_id or p.id in (
    select f.person_id from firm_person f where f.firm_id = n.firm_id and f.role in ('REPRESENTATIVE', 'CONTACT')
    and (f.valid_to is null or f.valid_to >= $2))
where n.id = $1 and n.read_at is null
  and not exists (select 1 from notice_message m where m.notice_id = n.id)
order by p.id
"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message on its way out. `key` stays the same when it is sent again after a crash."""

    key: str
    channel: Channel
    address: str
    text: str


class NotSent(Exception):
    """The messenger could not send a message now; its words say why, without the address."""


class Messenger(Protocol):
    """What sends messages: a mail server, a text service, a folder while developing."""

    async def send(self, message: Message) -> None:
        """Send it, or raise NotSent."""


class FolderMessenger:
    """The development sink: each message becomes a JSON file, and nothing leaves the machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, message: Message) -> None:
        """Write the message under its key."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / f"{message.key}.json").write_bytes(msgspec.json.encode(message))


class NoMessenger:
    """No service is configured: notices wait in the application, and the log says that nobody was told."""

    async def send(self, message: Message) -> None:
        """Refuse."""
        raise NotSent("no message service is configured")


def notice_messages(messenger: Messenger) -> Listener:
    """The listener that tells of posted notices over e-mail, or by text where there is no address."""

    async def handle(event: Mapping[str, Any]) -> None:
        await tell_of_notice(messenger, event["subject_id"])

    return Listener(name="core.notice_messages", types=("core.NoticePosted",), handle=handle)


async def tell_of_notice(messenger: Messenger, notice_id: UUID) -> int:
    """Send what tells of a notice that nobody has read; how many messages. A second call sends nothing again."""
    rows = await current().fetch(_ADDRESSES, notice_id, clock.today())
    sent = 0
    for message in _messages(rows):
        failure = None
        try:
            await messenger.send(message)
            sent += 1
        except NotSent as error:
            failure = str(error)[:200]
            log.warning("a notice could not be told of", extra={"notice": str(notice_id), "reason": failure})
        await NoticeMessage.create(
            notice_id=notice_id,
            channel=message.channel,
            sent_at=clock.now(),
            failure=failure,
            using_db=current().connection,
        )
    return sent


def _messages(rows: Iterable[Mapping[str, Any]]) -> Iterable[Message]:
    for number, row in enumerate(rows):
        channel: Channel = "EMAIL" if row["email"] else "SMS"
        address = row["email"] or row["phone"]
        if address is None:
            continue
        text = f"새 통지가 있습니다: {row['title']}. 로그인하여 확인해 주십시오."
        yield Message(key=f"{row['id']}-{number}", channel=channel, address=decrypt(address), text=text)
