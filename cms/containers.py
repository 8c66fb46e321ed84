"""MP4 as a container: is all there that its boxes announce? (ISO/IEC 14496-12, section 4.2)"""


def looks_like_mp4(file) -> bool:
    """The file says that it is one: its first box is "ftyp"."""
    file.seek(0)
    return file.read(8)[4:] == b"ftyp"


def is_whole_mp4(file) -> bool:
    """False if the last of the file's boxes ends beyond the file, as after an upload that broke off."""
    file.seek(0, 2)
    length = file.tell()
    start = 0
    while start < length:
        file.seek(start)
        head = file.read(16)
        size = int.from_bytes(head[:4], "big")
        if size == 1:  # a long box has its size in 64 bits behind its name
            size = int.from_bytes(head[8:16], "big")
        if size == 0:  # this box reaches to the end
            return True
        if len(head) < 8 or size < 8:
            return False
        start += size
    return start == length
