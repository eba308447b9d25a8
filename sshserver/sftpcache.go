package sshserver

import (
	"time"

	"stockwerk/house"
)

// folder is a list that is taken for true for a moment, since programs that
// transfer files ask about each file of a folder they have just listed.
type folder struct {
	room  house.RoomID
	at    time.Time
	files []house.File
	names map[string]int
}

// sftpFolders is how many lists a session remembers.
const sftpFolders = 8

// listFiles lists a folder of a room, remembered or asked for.
func (f *filing) listFiles(at spot) (listing, error) {
	a, room, err := f.room(at)
	if err != nil {
		return nil, err
	}
	files, known := f.recall(at)
	if !known {
		ctx, cancel := f.ask()
		defer cancel()
		asked := f.era()
		if files, err = f.s.House.Files(ctx, a, at.place(), at.inner); err != nil {
			return nil, f.refuse(err)
		}
		f.remember(at, room.ID, asked, files)
	}
	out := make(listing, len(files))
	for i, file := range files {
		out[i] = fileInfo(room, file)
	}
	return out, nil
}

// recall gives a list that is remembered and still taken for true.
func (f *filing) recall(at spot) ([]house.File, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	list, known := f.folders[at.place()+at.inner]
	return list.files, known && time.Since(list.at) < sftpKeep
}

// remembered finds a file in the list of its folder, if there is one.
func (f *filing) remembered(at spot) (file house.File, known, there bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	up := at.parent()
	list, known := f.folders[up.place()+up.inner]
	if !known || time.Since(list.at) >= sftpKeep {
		return house.File{}, false, false
	}
	i, there := list.names[at.name()]
	if !there {
		return house.File{}, true, false
	}
	return list.files[i], true, true
}

// remember keeps a list, unless something happened in the room since it was asked
// for: then nobody may take it for true.
func (f *filing) remember(at spot, room house.RoomID, asked int, files []house.File) {
	f.heed()
	list := folder{room: room, at: time.Now(), files: files, names: make(map[string]int, len(files))}
	for i, file := range files {
		list.names[file.Name] = i
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.eras != asked {
		return
	}
	for len(f.folders) >= sftpFolders {
		f.dropOldest()
	}
	f.folders[at.place()+at.inner] = list
}

// dropOldest is called with mu held.
func (f *filing) dropOldest() {
	oldest, first := "", time.Time{}
	for key, list := range f.folders {
		if oldest == "" || list.at.Before(first) {
			oldest, first = key, list.at
		}
	}
	delete(f.folders, oldest)
}

// forget drops what is remembered of a room. Called with mu held.
func (f *filing) forget(room house.RoomID) {
	f.eras++
	for key, list := range f.folders {
		if list.room == room {
			delete(f.folders, key)
		}
	}
}

// era tells apart what was read before something changed and after it.
func (f *filing) era() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.eras
}

// touched forgets a room that this session changed itself.
func (f *filing) touched(room house.RoomID) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.forget(room)
}
