package house

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// What the house allows each room; an owner can only narrow it.
const (
	FileQuota   = 2 << 30 // bytes of all files of a room
	MaxFileSize = 1 << 30 // bytes of one file
)

const (
	maxExtensions = 64 // in a list of a rule
	maxExtension  = 16 // characters of one
)

// FileRules tells what may be put into a room's files. Who may: as Files.
func (s *Service) FileRules(ctx context.Context, a Actor, place string) (FileRules, error) {
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead)
	if err != nil {
		return FileRules{}, err
	}
	return s.fileRules(ctx, in)
}

// fileRules opens a room's rules.
func (s *Service) fileRules(ctx context.Context, in access) (FileRules, error) {
	b, err := s.openAt(ctx, in, "topic", string(in.room.ID), in.room.Topic)
	if err != nil || len(b) == 0 {
		return FileRules{}, err
	}
	var t roomInner
	if err := json.Unmarshal(b, &t); err != nil {
		return FileRules{}, Errorf(Internal, "error.internal", errors.New("rules of files not readable"))
	}
	if t.Files == nil {
		return FileRules{}, nil
	}
	return *t.Files, nil
}

// SetFileRules narrows what may be put into a room's files; what is there stays.
// Who may: the room's owner.
func (s *Service) SetFileRules(ctx context.Context, a Actor, place string, rules FileRules) error {
	in, err := s.enter(ctx, a, place, DoShapeRoom)
	if err != nil {
		return err
	}
	if err := rules.clean(); err != nil {
		return err
	}
	for range maxRaces {
		err := s.putFileRules(ctx, &in, rules)
		if err == nil {
			s.rosterChanged(in.room.ID)
			return nil
		}
		if !errors.Is(err, errRace) {
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}

func (s *Service) putFileRules(ctx context.Context, in *access, rules FileRules) error {
	k, err := s.writeKey(ctx, in)
	if err != nil {
		return err
	}
	var inner roomInner
	was, err := s.openAt(ctx, *in, "topic", string(in.room.ID), in.room.Topic)
	if err != nil {
		return err
	}
	if len(was) > 0 && json.Unmarshal(was, &inner) != nil {
		return Errorf(Internal, "error.internal", errors.New("texts of a room not readable"))
	}
	if inner.Files = &rules; rules.zero() {
		inner.Files = nil
	}
	topic, err := sealInner(k, inner)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := s.stillSo(ctx, tx, *in, k); err != nil {
			return err
		}
		room, err := s.heldRoom(ctx, tx, in.room.ID)
		if err != nil {
			return err
		}
		if !bytes.Equal(room.Topic, in.room.Topic) {
			return errRace
		}
		room.Topic = topic
		s.stamp(&room)
		return tx.PutRoom(ctx, room)
	})
}

func (r FileRules) zero() bool {
	return len(r.Allow) == 0 && len(r.Deny) == 0 && r.MaxFile == 0 && r.Quota == 0
}

// clean brings rules to the form that is stored.
func (r *FileRules) clean() error {
	if r.MaxFile < 0 || r.MaxFile > MaxFileSize || r.Quota < 0 || r.Quota > FileQuota {
		return Errorf(Invalid, "error.file_rules_size", "File", SizeText(MaxFileSize), "Quota", SizeText(FileQuota))
	}
	for _, list := range []*[]string{&r.Allow, &r.Deny} {
		var clean []string
		for _, e := range *list {
			e, err := CleanLine(strings.TrimLeft(e, "."), maxExtension)
			if err != nil || strings.ContainsAny(e, "./ ") {
				return Errorf(Invalid, "error.file_rules_extension", "Max", maxExtension)
			}
			clean = append(clean, strings.ToLower(e))
		}
		slices.Sort(clean)
		if *list = slices.Compact(clean); len(*list) > maxExtensions {
			return Errorf(Invalid, "error.file_rules_many", "Max", maxExtensions)
		}
	}
	return nil
}

// takes refuses a name whose type the rules keep out.
func (r FileRules) takes(name string) error {
	e := extensionOf(name)
	if slices.Contains(r.Deny, e) {
		return Errorf(Invalid, "error.file_type", "Name", name)
	}
	if len(r.Allow) > 0 && !slices.Contains(r.Allow, e) {
		return Errorf(Invalid, "error.file_type_only", "Name", name, "Types", strings.Join(r.Allow, ", "))
	}
	return nil
}

// quota is how many bytes the room's files may take.
func (r FileRules) quota() int64 {
	if r.Quota > 0 {
		return min(r.Quota, FileQuota)
	}
	return FileQuota
}

// maxFile is how many bytes one file may have.
func (r FileRules) maxFile() int64 {
	if r.MaxFile > 0 {
		return min(r.MaxFile, MaxFileSize)
	}
	return MaxFileSize
}

// FileUsage tells how full a room's files are. Who may: as Files.
func (s *Service) FileUsage(ctx context.Context, a Actor, place string) (Usage, error) {
	in, err := s.enterTool(ctx, a, place, ToolFiles, LevelRead)
	if err != nil {
		return Usage{}, err
	}
	rules, err := s.fileRules(ctx, in)
	if err != nil {
		return Usage{}, err
	}
	plan, err := s.planOn(ctx, s.store, in.room.Floor)
	if err != nil {
		return Usage{}, err
	}
	quota := rules.quota()
	if plan.RoomStorage > 0 {
		quota = min(quota, plan.RoomStorage)
	}
	used, files, err := s.store.BlobUse(ctx, in.room.ID)
	return Usage{Used: used, Quota: quota, MaxFile: min(rules.maxFile(), quota), Files: files}, err
}

// fitsQuota refuses when a room's blobs would take more than they may. The room is
// held, so nobody takes the same bytes.
func (s *Service) fitsQuota(ctx context.Context, tx Tx, room RoomID, rules FileRules, more int64) error {
	used, _, err := tx.BlobUse(ctx, room)
	if err != nil {
		return err
	}
	if used+more > rules.quota() {
		return errFileQuota(rules)
	}
	return s.fitsStorage(ctx, tx, room, used, more)
}

func errFileQuota(r FileRules) error {
	return Errorf(Conflict, "error.file_quota", "Max", SizeText(r.quota()))
}

func errFileTooBig(r FileRules) error {
	return Errorf(Invalid, "error.file_too_big", "Max", SizeText(r.maxFile()))
}
