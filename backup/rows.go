package backup

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A value is a byte that says its kind, and then what it is.
const (
	isNil = iota
	isInt
	isText
	isBytes
	isFalse
	isTrue
	isFloat
)

// appendRow writes the values of a row.
func appendRow(b []byte, values []any) ([]byte, error) {
	for _, v := range values {
		switch v := v.(type) {
		case nil:
			b = append(b, isNil)
		case int64:
			b = binary.AppendVarint(append(b, isInt), v)
		case string:
			b = append(binary.AppendUvarint(append(b, isText), uint64(len(v))), v...)
		case []byte:
			b = append(binary.AppendUvarint(append(b, isBytes), uint64(len(v))), v...)
		case bool:
			kind := byte(isFalse)
			if v {
				kind = isTrue
			}
			b = append(b, kind)
		case float64:
			b = binary.BigEndian.AppendUint64(append(b, isFloat), math.Float64bits(v))
		default:
			return b, fmt.Errorf("a value of type %T", v)
		}
	}
	return b, nil
}

// readRow reads n values and gives what stands behind them.
func readRow(b []byte, n int) (values []any, rest []byte, err error) {
	values = make([]any, n)
	for i := range values {
		if len(b) == 0 {
			return nil, nil, ErrDamaged
		}
		kind := b[0]
		b = b[1:]
		switch kind {
		case isNil:
		case isInt:
			v, used := binary.Varint(b)
			if used <= 0 {
				return nil, nil, ErrDamaged
			}
			values[i], b = v, b[used:]
		case isText, isBytes:
			var part []byte
			if part, b, err = cutBytes(b); err != nil {
				return nil, nil, err
			}
			if values[i] = any(string(part)); kind == isBytes {
				values[i] = append([]byte{}, part...)
			}
		case isFalse, isTrue:
			values[i] = kind == isTrue
		case isFloat:
			if len(b) < 8 {
				return nil, nil, ErrDamaged
			}
			values[i], b = math.Float64frombits(binary.BigEndian.Uint64(b)), b[8:]
		default:
			return nil, nil, ErrDamaged
		}
	}
	return values, b, nil
}

// cutBytes reads bytes behind their length.
func cutBytes(b []byte) (part, rest []byte, err error) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return nil, nil, ErrDamaged
	}
	return b[used : used+int(n)], b[used+int(n):], nil
}

// cutNumber reads a number that was written as a uvarint and is at most limit.
func cutNumber(b []byte, limit uint64) (n int, rest []byte, err error) {
	v, used := binary.Uvarint(b)
	if used <= 0 || v > limit {
		return 0, nil, ErrDamaged
	}
	return int(v), b[used:], nil
}

// appendText writes a text behind its length.
func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
