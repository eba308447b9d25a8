package sshserver

import (
	"github.com/pkg/sftp"

	"stockwerk/house"
)

// sftpBlock is the unit in which clients are told of room, in bytes.
const sftpBlock = 1024

// usage is how full the files of a room are; above rooms, of all rooms together.
func (f *filing) usage(at spot) (*sftp.StatVFS, error) {
	a, err := f.actor()
	if err != nil {
		return nil, err
	}
	all, err := f.rooms(a)
	if err != nil {
		return nil, err
	}
	var sum house.Usage
	found := false
	for _, room := range all {
		if at.inRoom() && room.Place != at.place() {
			continue
		}
		ctx, cancel := f.ask()
		u, err := f.s.House.FileUsage(ctx, a, room.Place)
		cancel()
		if err != nil {
			return nil, f.refuse(err)
		}
		found = true
		sum.Used, sum.Quota, sum.Files = sum.Used+u.Used, sum.Quota+u.Quota, sum.Files+u.Files
	}
	if !found {
		return nil, f.refuse(house.Errorf(house.NotFound, "error.no_such_room"))
	}
	total, free := uint64(max(sum.Quota, sum.Used)), uint64(max(sum.Quota-sum.Used, 0))
	return &sftp.StatVFS{
		Bsize: sftpBlock, Frsize: sftpBlock,
		Blocks: total / sftpBlock, Bfree: free / sftpBlock, Bavail: free / sftpBlock,
		Files: uint64(sum.Files), Namemax: sftpName,
	}, nil
}
