package house

import "time"

// FactorFits is what the door asks of a code.
func FactorFits(secret []byte, code string, used int64, now time.Time) (int64, bool) {
	return factorFits(secret, code, used, now)
}
