package house

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"
)

// maxTemplates bounds those of a floor.
const maxTemplates = 100

// Template is what new rooms of a floor can be made of.
type Template struct {
	Name   string
	Kind   RoomKind
	By     string // who saved it, "" when they have gone
	Saved  time.Time
	Mine   bool
	Delete bool // a hint: whether the actor may delete it
}

// A template is a row of a room that nobody can enter: its materials lie under
// the house's key, since everybody who may open rooms on the floor makes new ones
// of it. The house knows who saved it; nobody stands on its roster.

// SaveTemplate keeps a room's structure and materials as a template of its floor,
// under a name that is not taken there. From then on everybody who may open rooms
// on the floor can use and so read it, and so can whoever holds the house's key:
// front ends say so before. The room is told. Otherwise as CloneRoom. Who may: the
// room's owner, with open rooms (keys).
func (s *Service) SaveTemplate(ctx context.Context, a Actor, place, name string, progress func(done, total int)) (Template, error) {
	from, err := s.enter(ctx, a, place, DoCloneRoom)
	if err != nil {
		return Template{}, err
	}
	if from.room.Class == ClassDirect {
		return Template{}, Errorf(Invalid, "error.place_invalid")
	}
	if from.state.floor.row.State == FloorSuspended {
		return Template{}, Errorf(Forbidden, "error.floor_suspended")
	}
	if name, err = CleanLine(name, maxName); err != nil {
		return Template{}, err
	}
	inner, err := s.material(ctx, from)
	if err != nil {
		return Template{}, err
	}
	floor := from.room.Floor
	others, err := s.templateRows(ctx, floor)
	if err != nil {
		return Template{}, err
	}
	if len(others) >= maxTemplates {
		return Template{}, Errorf(Conflict, "error.too_many_templates", "Max", maxTemplates)
	}
	room := s.likeRoom(from.room, s.newRoomRow(floor, "", from.room.Kind))
	room.Class, room.Access, room.Listed, room.State = ClassOpen, AccessInvite, false, roomTemplate
	room.Lookup = s.templateLookup(floor, name)
	b := s.newBuilding(from, room, roomText{Name: name, By: a.person}, inner, progress)
	b.allowed = func(ctx context.Context) error { return s.refresh(ctx, &b.from) }
	if err := b.build(ctx); err != nil {
		if IsKey(err, "error.place_taken") {
			err = Errorf(Conflict, "error.template_taken")
		}
		return Template{}, err
	}
	s.tell(ctx, from, "event.template", map[string]string{"Name": a.Name()})
	return Template{Name: name, Kind: room.Kind, By: a.Name(), Saved: s.clock(), Mine: true, Delete: true}, nil
}

// Templates lists a floor's templates by name. Who may: those who may open rooms
// there.
func (s *Service) Templates(ctx context.Context, a Actor, floor string) ([]Template, error) {
	f, err := s.floorFor(ctx, a, floor, DoMakeRoom)
	if err != nil {
		return nil, err
	}
	rows, err := s.templateRows(ctx, f.row.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Template, 0, len(rows))
	for _, row := range rows {
		text, err := s.openRoomText(row)
		if err != nil {
			return nil, err
		}
		t := Template{Name: text.Name, Kind: row.Kind, Saved: row.Created, Mine: text.By == a.person}
		t.Delete = t.Mine || f.admins[a.person]
		if by, err := s.store.Person(ctx, text.By); err == nil && by.State != stateDeleted {
			t.By = by.Name
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(x, y Template) int {
		return cmp.Or(strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), strings.Compare(x.Name, y.Name))
	})
	return out, nil
}

// DeleteTemplate deletes a template; rooms that were made of it stay. Who may: who
// saved it, and the floor's admins.
func (s *Service) DeleteTemplate(ctx context.Context, a Actor, floor, name string) error {
	f, err := s.floorFor(ctx, a, floor, DoSeeFloorFolk)
	if err != nil {
		return err
	}
	row, text, err := s.template(ctx, f.row.ID, name)
	if err == nil && text.By != a.person && !f.admins[a.person] {
		err = errForbidden()
		if s.mayHouse(ctx, a, DoMakeRoom, &f) != nil { // not even theirs to know
			err = errNoTemplate()
		}
	}
	if err != nil {
		return err
	}
	err = s.store.InTx(ctx, func(tx Tx) error {
		why := ByOwner
		if text.By != a.person {
			why = ByOrder
		}
		if err := s.dropRoom(ctx, tx, row.ID, why); err != nil || why == ByOwner {
			return err
		}
		// Its name is somebody's word and stays out of the log.
		return s.audit(ctx, tx, a.person, f.row.ID, "floor.template", map[string]string{"Code": f.text.Code})
	})
	if err != nil && KindOf(err) == NotFound {
		return errNoTemplate()
	}
	if err == nil {
		if err := s.blobs.DropRoom(ctx, row.ID); err != nil { // no key opens them any more; the sweep tries again
			s.log.Warn("the contents of a deleted template's files were not removed", "kind", string(KindOf(err)))
		}
	}
	return err
}

// NewFromTemplate opens a room with what a template of the floor has. The kind is
// that of the template; where spec has no topic, the topic is too. Otherwise as
// CloneRoom. Who may: those who may open rooms on the floor.
func (s *Service) NewFromTemplate(ctx context.Context, a Actor, spec RoomSpec, template string, progress func(done, total int)) (Room, error) {
	code, slug, _, err := s.mayPlace(ctx, a, spec.Place, DoMakeRoom)
	if err != nil {
		return Room{}, err
	}
	if slug == "" {
		return Room{}, Errorf(Invalid, "error.place_invalid")
	}
	name, err := CleanLine(spec.Name, maxName)
	if err != nil {
		return Room{}, err
	}
	topic, err := optionalLine(spec.Topic, maxTopic)
	if err != nil {
		return Room{}, err
	}
	floor, err := s.floorByCode(ctx, s.store, code)
	if err != nil {
		return Room{}, err
	}
	row, _, err := s.template(ctx, floor.row.ID, template)
	if err != nil {
		return Room{}, err
	}
	from := s.insideTemplate(a, row)
	inner, err := s.material(ctx, from)
	if err != nil {
		return Room{}, err
	}
	room := s.likeRoom(row, s.newRoomRow(floor.row.ID, slug, row.Kind))
	room.Listed = !spec.Unlisted
	if room, err = s.narrowed(ctx, s.store, room); err != nil {
		return Room{}, err
	}
	inner.Topic = cmp.Or(topic, inner.Topic)
	b := s.newBuilding(from, room, roomText{Slug: slug, Name: name}, inner, progress)
	b.allowed = func(ctx context.Context) error {
		if _, _, _, err := s.mayPlace(ctx, a, spec.Place, DoMakeRoom); err != nil {
			return err
		}
		_, _, err := s.template(ctx, floor.row.ID, template)
		return err
	}
	if err := b.build(ctx); err != nil {
		return Room{}, err
	}
	return s.roomView(ctx, a, room.ID)
}

// insideTemplate lets the actor, who was allowed to use it, read a template.
func (s *Service) insideTemplate(a Actor, row RoomRow) access {
	me := RosterRow{Room: row.ID, Person: a.person, State: stateJoined, Role: RoleOwner, Write: true}
	return access{room: row, me: me, actor: a, state: &roomState{room: row, roster: map[PersonID]RosterRow{}}}
}

// template finds a floor's template by its name, whatever its case.
func (s *Service) template(ctx context.Context, floor FloorID, name string) (RoomRow, roomText, error) {
	var text roomText
	row, err := s.store.RoomBySlug(ctx, floor, s.templateLookup(floor, scrub(name, ' ')))
	if KindOf(err) == NotFound && err != nil {
		return row, text, errNoTemplate()
	}
	if err != nil {
		return row, text, err
	}
	if err := s.verify(&row); err != nil {
		return row, text, err
	}
	if row.State != roomTemplate {
		return row, text, errNoTemplate() // still being saved
	}
	text, err = s.openRoomText(row)
	return row, text, err
}

// templateRows are a floor's templates, checked, the oldest first.
func (s *Service) templateRows(ctx context.Context, floor FloorID) ([]RoomRow, error) {
	rooms, err := s.store.RoomsOn(ctx, floor)
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(rooms, func(r RoomRow) bool { return r.State != roomTemplate })
	for i := range out {
		if err := s.verify(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) templateLookup(floor FloorID, name string) []byte {
	return s.vault.Lookup("template", []byte(floor), []byte(cases.Fold().String(strings.TrimSpace(name))))
}

func errNoTemplate() error { return Errorf(NotFound, "error.no_such_template") }
