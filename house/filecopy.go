package house

import (
	"context"

	"stockwerk/vault"
)

// copyFile makes of an entry of the files of one room an entry of another: row is
// the new one with its ID and its folder in the new room (Thread; "" becomes the
// top folder), w the words of the old one as the reader of from opened them. A
// file's content is copied chunk by chunk, sealed with k, the key of the room to,
// and w.Data tells about the copy; of a folder nothing is copied. The content is
// swept away again unless an entry with row's ID stands in the new room soon. A
// file that is not whole is refused with error.file_partial: leave it out.
func (s *Service) copyFile(ctx context.Context, from access, to RoomRow, k *vault.RoomKey, row *MessageRow, w *words) error {
	return Errorf(Unavailable, "error.unavailable")
}
