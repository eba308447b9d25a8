package house

import "strings"

// maxCode is the longest code or slug.
const maxCode = 40

// SplitPlace takes FLOOR, FLOOR/ROOM or FLOOR/ROOM/TOOL apart. Codes and slugs
// are lower case a-z 0-9 and -; anything else is Invalid.
func SplitPlace(place string) (floor, room, tool string, err error) {
	parts := strings.Split(strings.ToLower(strings.Trim(place, "/ ")), "/")
	if len(parts) > 3 {
		return "", "", "", Errorf(Invalid, "error.place_invalid")
	}
	for _, p := range parts {
		if !validCode(p) {
			return "", "", "", Errorf(Invalid, "error.place_invalid")
		}
	}
	parts = append(parts, "", "")
	return parts[0], parts[1], parts[2], nil
}

func validCode(s string) bool {
	if s == "" || len(s) > maxCode || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return false
		}
	}
	return true
}
