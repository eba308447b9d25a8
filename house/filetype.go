package house

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// headSize is how many first bytes of a file tell its type.
const headSize = 512

// fileTypes are media types by extension, the same on every machine.
var fileTypes = map[string]string{
	"txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "html": "text/html", "htm": "text/html",
	"css": "text/css", "ics": "text/calendar", "vcf": "text/vcard", "xml": "text/xml", "log": "text/plain",
	"json": "application/json", "yaml": "application/yaml", "yml": "application/yaml", "toml": "application/toml",
	"rtf": "application/rtf", "pdf": "application/pdf", "epub": "application/epub+zip",
	"odt":  "application/vnd.oasis.opendocument.text",
	"ods":  "application/vnd.oasis.opendocument.spreadsheet",
	"odp":  "application/vnd.oasis.opendocument.presentation",
	"doc":  "application/msword",
	"xls":  "application/vnd.ms-excel",
	"ppt":  "application/vnd.ms-powerpoint",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"png":  "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
	"svg": "image/svg+xml", "tif": "image/tiff", "tiff": "image/tiff", "bmp": "image/bmp", "heic": "image/heic",
	"mp3": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/opus", "wav": "audio/wav",
	"flac": "audio/flac", "m4a": "audio/mp4",
	"mp4": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "mkv": "video/x-matroska", "mov": "video/quicktime",
	"avi": "video/x-msvideo",
	"zip": "application/zip", "gz": "application/gzip", "tgz": "application/gzip", "bz2": "application/x-bzip2",
	"xz": "application/x-xz", "zst": "application/zstd", "7z": "application/x-7z-compressed", "tar": "application/x-tar",
}

// fileMagic are types that the first bytes tell.
var fileMagic = []struct{ start, mime string }{
	{"%PDF-", "application/pdf"},
	{"\x89PNG\r\n\x1a\n", "image/png"},
	{"\xff\xd8\xff", "image/jpeg"},
	{"GIF8", "image/gif"},
	{"PK\x03\x04", "application/zip"},
	{"\x1f\x8b", "application/gzip"},
	{"OggS", "audio/ogg"},
	{"fLaC", "audio/flac"},
	{"ID3", "audio/mpeg"},
	{"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"},
}

const unknownType = "application/octet-stream"

// fileType is the media type of a file. The name decides where it says something
// and the first bytes do not speak against it: a program called letter.txt is no
// text.
func fileType(name string, head []byte) string {
	byName := fileTypes[extensionOf(name)]
	switch {
	case strings.HasPrefix(byName, "text/") && !looksLikeText(head):
		byName = ""
	case byName != "":
		return byName
	}
	if byName != "" {
		return byName
	}
	for _, m := range fileMagic {
		if bytes.HasPrefix(head, []byte(m.start)) {
			return m.mime
		}
	}
	if looksLikeText(head) && len(head) > 0 {
		return "text/plain"
	}
	return unknownType
}

// looksLikeText tells whether bytes are UTF-8 without control characters. The last
// character may be cut.
func looksLikeText(head []byte) bool {
	for len(head) > 0 {
		r, n := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && n == 1:
			return len(head) < utf8.UTFMax && !utf8.FullRune(head)
		case r < ' ' && !strings.ContainsRune("\t\n\r\f", r):
			return false
		}
		head = head[n:]
	}
	return true
}
