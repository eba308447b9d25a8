package house

import "strconv"

// SizeText writes a number of bytes for people, without a fraction where a smaller
// unit says it exactly: "1 GiB", "1536 KiB", "300 B".
func SizeText(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB"}
	u := 0
	for u < len(units)-1 && n >= 10<<10 || u < len(units)-1 && n > 0 && n%1024 == 0 {
		n, u = n/1024, u+1
	}
	return strconv.FormatInt(n, 10) + " " + units[u]
}
