package house

import (
	"errors"
	"fmt"
)

// Kind says what sort of refusal an Error is; front ends map it to an exit
// code or a colour, never to a right.
type Kind string

// The kinds, and the exit code that the command contract gives each.
const (
	Invalid     Kind = "invalid"     // 2: the input is wrong
	NotFound    Kind = "not_found"   // 3: no such thing, or not yours to know
	Forbidden   Kind = "forbidden"   // 4: known, but not allowed
	Conflict    Kind = "conflict"    // 5: somebody was quicker, or it is so already
	Unavailable Kind = "unavailable" // 1: try again later; nothing was lost
	Internal    Kind = "internal"    // 1: our fault; carries an id to report
)

// Error is what every Service method returns when it refuses. Key names the
// sentence in package text; Args are that sentence's name, value pairs. Err
// is the cause and is for logs only; it never holds words of people.
type Error struct {
	Kind Kind
	Key  string
	Args []any
	Err  error
}

// Error gives the kind and key; people see the sentence instead.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Key, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Key)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error of the sentence key with its name, value pairs. An
// argument that is an error becomes the cause instead.
func Errorf(kind Kind, key string, args ...any) error {
	e := &Error{Kind: kind, Key: key}
	for _, a := range args {
		if err, ok := a.(error); ok && len(e.Args)%2 == 0 {
			e.Err = err
			continue
		}
		e.Args = append(e.Args, a)
	}
	return e
}

// KindOf tells the kind of err; anything unknown is Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// IsKey tells whether err is the refusal with that sentence.
func IsKey(err error, key string) bool {
	var e *Error
	return errors.As(err, &e) && e.Key == key
}

func errNoRoom() error   { return Errorf(NotFound, "error.no_such_room") }
func errNoFloor() error  { return Errorf(NotFound, "error.no_such_floor") }
func errNoPerson() error { return Errorf(NotFound, "error.no_such_person") }
func errLocked() error   { return Errorf(Forbidden, "error.locked") }
func errForbidden() error {
	return Errorf(Forbidden, "error.forbidden")
}
