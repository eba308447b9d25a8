// Package backup writes a whole house into one file and reads it back: rows as they
// are, whatever the database, the contents of files, the keys.
//
// It knows store for what it reads and fills, house and vault for what fits together,
// and no screen, no SSH and no flag. Start reading at archive.go (what stands in a
// file), then write.go, and read.go for the way back.
//
// Everything that hangs on a room lies under a key of that room, which the database
// keeps until the room is deleted. With the keys in a file of their own that is
// written anew each time, no older backup opens a room that was deleted since.
package backup
