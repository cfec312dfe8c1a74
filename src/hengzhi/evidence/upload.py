"""Stops keeping an uploaded file the moment it grows larger than one may be, and files of people not signed in."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from hengzhi.evidence.services import clean_name, limit_bytes


class Limit(FileUploadHandler):
    """Comes first among the handlers; the names of files that were too large are on the request as `too_large`.

    Who is not signed in cannot make the server write files to its disk.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None) -> None:  # noqa: N803 - Django's name
        self.request.too_large = []

    def new_file(  # noqa: PLR0917 - Django's signature
        self, field_name, file_name, content_type, content_length, charset=None, content_type_extra=None
    ) -> None:
        super().new_file(field_name, file_name, content_type, content_length, charset, content_type_extra)
        if not self.request.user.is_authenticated:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > limit_bytes():
            self.request.too_large.append(clean_name(self.file_name))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that follow."""
