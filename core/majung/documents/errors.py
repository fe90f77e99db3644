"""What is refused about documents."""

from __future__ import annotations

from majung.errors import Refusal


class DocumentTypeUnknown(Refusal):
    """{given} is no type of document. Known are: {known}.

    ko: {given}은(는) 알 수 없는 서류 종류입니다. 사용 가능한 종류: {known}.
    """


class FileTooLarge(Refusal):
    """The file has {counted} bytes or more; a document of this type may have {allowed}. Nothing was stored.

    ko: 파일이 {counted}바이트 이상입니다. 이 서류는 {allowed}바이트까지 가능합니다. 저장된 내용은 없습니다.
    """


class FileEmpty(Refusal):
    """The file is empty. Nothing was stored.

    ko: 빈 파일입니다. 저장된 내용은 없습니다.
    """


class FileKindRefused(Refusal):
    """The file is {found}; a document of this type is one of: {allowed}. Its name does not matter, its content does.

    ko: 파일 형식이 {found}입니다. 이 서류에 사용할 수 있는 형식: {allowed}. 파일 이름이 아니라 내용으로 판단합니다.
    """


class FileInfected(Refusal):
    """The virus scan found {name} in the file. Nothing was stored.

    ko: 바이러스 검사에서 {name}이(가) 발견되었습니다. 저장된 내용은 없습니다.
    """


class FileNotScanned(Refusal):
    """The file of {document} has not been scanned for viruses yet. Try again in some minutes.

    ko: {document}의 파일은 아직 바이러스 검사를 마치지 않았습니다. 잠시 후 다시 시도해 주십시오.
    """


class UploadInterrupted(Refusal):
    """The upload ended before the whole file had arrived. Nothing was stored; send it again.

    ko: 파일 전송이 중간에 끊겼습니다. 저장된 내용은 없습니다. 다시 전송해 주십시오.
    """


class DocumentNotYours(Refusal):
    """You may store documents of yourself or of firms you act for; of others only with the permission {scope}.

    ko: 본인 또는 대리하는 기업의 서류만 올릴 수 있습니다. 다른 경우 {scope} 권한이 필요합니다.
    """


class DocumentOfNobody(Refusal):
    """A document is that of one firm or of one person. Name one of them.

    ko: 서류의 대상 기업 또는 개인을 하나만 지정하십시오.
    """


class DocumentOfAnother(Refusal):
    """The document {document} belongs to another firm or person than {about}.

    ko: 서류 {document}은(는) {about}의 신청인과 다른 기업 또는 개인의 것입니다.
    """


class DocumentOfAnotherType(Refusal):
    """The document {document} is of the type {found}, not {expected}.

    ko: 서류 {document}의 종류는 {found}입니다. {expected} 서류를 지정하십시오.
    """


class DocumentNoLongerValid(Refusal):
    """The document {document} was valid until {valid_until}. Upload a newer one.

    ko: 서류 {document}의 유효기간은 {valid_until}까지입니다. 새로 발급받아 올려 주십시오.
    """


class DocumentDatesWrong(Refusal):
    """The dates of the document cannot be: {reason_en}.

    ko: 서류의 일자가 올바르지 않습니다: {reason_ko}.
    """


class DocumentInUse(Refusal):
    """The document {document} is part of {count} applications or claims and stays. Upload a newer one beside it.

    ko: 서류 {document}은(는) 신청 또는 청구 {count}건에 제출되어 삭제할 수 없습니다. 새 서류를 추가로 올려 주십시오.
    """


class StoreUnreachable(Refusal):
    """The store of documents does not answer. Nothing was stored; try again.

    ko: 서류 보관소에 연결할 수 없습니다. 저장된 내용은 없습니다. 다시 시도해 주십시오.
    """
