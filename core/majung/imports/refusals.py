"""Why a whole file is not taken: it cannot be opened, read as a table, or matched with what was asked for."""

from __future__ import annotations

from majung.errors import Refusal


class FileNotOpened(Refusal):
    """{name} cannot be opened ({reason}). Give the path of a file that you may read.

    ko: {name} 파일을 열 수 없습니다({reason_ko}). 읽을 수 있는 파일의 경로를 지정해 주십시오.
    """


class FileEmpty(Refusal):
    """{name} is empty. Give a file with a header row and at least one row below it.

    ko: {name} 파일이 비어 있습니다. 제목 행과 자료가 있는 파일을 지정해 주십시오.
    """


class OldOfficeFile(Refusal):
    """{name} is {kind}, which is not read. Open it and save it as an Excel workbook (.xlsx) or CSV.

    ko: {name} 파일은 읽을 수 없는 형식({kind_ko})입니다. 파일을 열어 Excel 통합 문서(.xlsx)나 CSV로 저장해 주십시오.
    """


class FileKindRefused(Refusal):
    """{name} is {kind}, not a table. CSV, TSV, Excel (.xlsx) and HTML tables named .xls are read.

    ko: {name} 파일은 표가 아닙니다({kind_ko}). CSV, TSV, Excel(.xlsx), .xls로 저장된 HTML 표를 읽습니다.
    """


class TextNotReadable(Refusal):
    """{name} is no text in UTF-8, UTF-16 or CP949 (EUC-KR). Save it as CSV UTF-8 or as .xlsx.

    ko: {name} 파일은 UTF-8, UTF-16, CP949(EUC-KR) 가운데 어느 것도 아닙니다. CSV UTF-8 또는 .xlsx로 저장해 주십시오.
    """


class FileBroken(Refusal):
    """{name} is damaged or incomplete: {reason}. Download or save it again.

    ko: {name} 파일이 손상되었거나 완전하지 않습니다: {reason_ko}. 다시 내려받거나 저장해 주십시오.
    """


class FileTooLarge(Refusal):
    """{name} holds {size} MiB; at most {limit} MiB are read. Split it into several files.

    ko: {name} 파일의 내용이 {size} MiB로 한도 {limit} MiB를 넘습니다. 여러 파일로 나누어 주십시오.
    """


class TableMissing(Refusal):
    """{name} has no table with a header row.

    ko: {name} 파일에서 제목 행이 있는 표를 찾을 수 없습니다.
    """


class ColumnsMissing(Refusal):
    """{name} lacks the column {missing}. Its columns are: {found}.

    ko: {name} 파일에 {missing} 열이 없습니다. 파일의 열: {found}.
    """


class ProfileUnknown(Refusal):
    """There is no profile {profile}. Known profiles: {known}; for any other file map its columns by hand.

    ko: {profile} 프로필이 없습니다. 사용할 수 있는 프로필: {known}. 다른 파일은 열을 직접 지정해 주십시오.
    """


class MappingRefused(Refusal):
    """{entry} does not map a column: {reason}. Write field=column, for example name=시장명; fields: {fields}.

    ko: {entry} 열 지정이 올바르지 않습니다: {reason_ko}. 항목=열 형식으로 쓰십시오(예: name=시장명). 항목: {fields}.
    """


class AnnouncementsMissing(Refusal):
    """{name} is not a list of announcements: {reason}. Expected JSON with a list named jsonArray.

    ko: {name} 파일은 공고 목록이 아닙니다: {reason_ko}. jsonArray 목록이 있는 JSON 파일이어야 합니다.
    """
