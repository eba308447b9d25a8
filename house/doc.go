// Package house is the domain: people, floors, rooms, boards, chat, private
// messages and tickets, the rules of who may do what, and the hub that tells
// sessions what changed.
//
// It knows no SQL, no SSH and no screen. It seals everything people write
// with package vault before handing it to a Store, and it authorizes in the
// first statement of every exported method of Service. Front ends never
// decide rights; they ask.
//
// Start reading at policy.go (who may do what), then service.go (how a deed
// runs), then keys.go (how a session comes to a room's key).
package house
