package house

import "context"

// copyFile copies a file or folder of the room that was entered with from into a
// folder of the room that was entered with to (topFolder, or what copyFile gave for
// the folder above), sealed with the other room's key. Of a folder it copies the
// folder alone, so that the caller decides what goes in; a file that is not whole
// is left out and gives "". It checks no right in the other room beyond those of to.
func (s *Service) copyFile(ctx context.Context, from access, row MessageRow, to access, folder MessageID) (MessageID, error) {
	return "", Errorf(Unavailable, "error.unavailable")
}

// copyFiles copies all files and folders that the reader of from may open into the
// top folder of to. See copyFile.
func (s *Service) copyFiles(ctx context.Context, from, to access) error {
	return Errorf(Unavailable, "error.unavailable")
}
