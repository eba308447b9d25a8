package house

import (
	"context"
	"strconv"
	"time"
)

// KindKeeping is what a floor, or the house, has for one kind of room.
type KindKeeping struct {
	Kind    RoomKind
	Days    int       // new rooms begin with it; 0 = for ever
	Own     bool      // it was set here, and is not what a new house has
	Max     int       // the bound that holds now; 0 = none
	MaxNext int       // the bound from MaxFrom on
	MaxFrom time.Time // zero = the bound stays as it is
	House   int       // of a floor: the bound of the house; 0 = none
}

// KeepEdit changes what is not nil.
type KeepEdit struct {
	Days *int // 0 = for ever, KeepDefault = as it was before anybody set it
	Max  *int // 0 = no bound
}

// KeepRules lists what a floor has for its kinds of room; what the house has with "". Who
// may: the floor's admins, house admins for the house.
func (s *Service) KeepRules(ctx context.Context, a Actor, floor string) ([]KindKeeping, error) {
	f, err := s.keepDesk(ctx, a, floor)
	if err != nil {
		return nil, err
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	var out []KindKeeping
	for _, kind := range keepKinds() {
		rule, above := rules.Keep[kind], keepRule{}
		b := keepBounds{house: rule}
		if f != nil {
			rule, above = f.text.Keep[kind], rules.Keep[kind]
			b = keepBounds{floor: rule, house: above}
		}
		k := KindKeeping{Kind: kind, Days: b.begins(kind, now), Own: rule.Days != nil, Max: rule.bound(now), House: above.bound(now)}
		if now.Unix() < rule.From {
			k.MaxNext, k.MaxFrom = rule.Max, time.Unix(rule.From, 0).UTC()
		}
		out = append(out, k)
	}
	return out, nil
}

// keepDesk authorizes for a floor's rules, for the house's with "" (nil).
func (s *Service) keepDesk(ctx context.Context, a Actor, floor string) (*floorState, error) {
	if floor == "" {
		return nil, s.mayHouse(ctx, a, DoRunHouse, nil)
	}
	f, err := s.floorFor(ctx, a, floor, DoShapeFloor)
	return &f, err
}

// SetKeepRule changes what a floor (the house with "") has for a kind of room. What new
// rooms begin with changes no room that is there. A bound holds for all rooms of the
// kind; one that becomes lower does so in 14 days, and the rooms are told what goes then.
// Who may: the floor's admins, house admins for the house.
func (s *Service) SetKeepRule(ctx context.Context, a Actor, floor string, kind RoomKind, e KeepEdit) ([]KindKeeping, error) {
	f, err := s.keepDesk(ctx, a, floor)
	if err != nil {
		return nil, err
	}
	if err := checkKeepEdit(kind, e); err != nil {
		return nil, err
	}
	act, args := "keep.begins", map[string]string{"Kind": string(kind)}
	if e.Days != nil {
		args["Days"] = strconv.Itoa(*e.Days)
	}
	if e.Max != nil {
		act, args["Max"] = "keep.max", strconv.Itoa(*e.Max)
		delete(args, "Days")
	}
	change := func(now time.Time, all map[RoomKind]keepRule, b func(keepRule) keepBounds) (map[RoomKind]keepRule, error) {
		fresh := map[RoomKind]keepRule{}
		for k, r := range all {
			fresh[k] = r
		}
		rule := fresh[kind].edit(e, now)
		if days := rule.Days; days != nil && shorter(*days, b(rule).at(now.Add(keepGrace+time.Minute))) != *days {
			return nil, Errorf(Invalid, "error.keep_max", "Max", b(rule).at(now.Add(keepGrace+time.Minute)))
		}
		fresh[kind] = rule
		return fresh, nil
	}
	if f == nil {
		err = s.editRules(ctx, a, act, args, func(rules *houseRules) error {
			all, err := change(s.clock(), rules.Keep, func(r keepRule) keepBounds { return keepBounds{house: r} })
			rules.Keep = all
			return err
		})
	} else {
		err = s.editFloorKeeping(ctx, a, f.row.ID, act, args, kind, change)
	}
	if err != nil {
		return nil, err
	}
	s.cache.dropAll()
	return s.KeepRules(ctx, a, floor)
}

func (s *Service) editFloorKeeping(ctx context.Context, a Actor, floor FloorID, act string, args map[string]string, kind RoomKind,
	change func(time.Time, map[RoomKind]keepRule, func(keepRule) keepBounds) (map[RoomKind]keepRule, error),
) error {
	return s.store.InTx(ctx, func(tx Tx) error {
		if err := tx.PutSetting(ctx, settingFloors, nil); err != nil {
			return err
		}
		f, err := s.floorByID(ctx, tx, floor)
		if err != nil {
			return err
		}
		if !f.admins[a.person] {
			return errForbidden()
		}
		rules, err := s.rules(ctx, tx)
		if err != nil {
			return err
		}
		f.text.Keep, err = change(s.clock(), f.text.Keep, func(r keepRule) keepBounds { return keepBounds{r, rules.Keep[kind]} })
		if err != nil {
			return err
		}
		s.sealFloor(&f.row, f.text)
		if err := tx.PutFloor(ctx, f.row); err != nil {
			return err
		}
		return s.audit(ctx, tx, a.person, floor, act, args)
	})
}

func checkKeepEdit(kind RoomKind, e KeepEdit) error {
	known := false
	for _, k := range keepKinds() {
		known = known || k == kind
	}
	switch {
	case !known:
		return Errorf(Invalid, "error.keep_kind")
	case e.Days == nil && e.Max == nil:
		return Errorf(Invalid, "error.keep_nothing")
	case e.Days != nil && (*e.Days < KeepDefault || *e.Days > maxDays), e.Max != nil && (*e.Max < 0 || *e.Max > maxDays):
		return Errorf(Invalid, "error.days_invalid", "Max", maxDays)
	}
	return nil
}

// edit changes a rule. A lower bound begins to hold when everybody had notice.
func (r keepRule) edit(e KeepEdit, now time.Time) keepRule {
	if e.Days != nil {
		if r.Days = e.Days; *e.Days == KeepDefault {
			r.Days = nil
		}
	}
	if e.Max == nil || *e.Max == r.Max {
		return r
	}
	was := r.bound(now)
	if r.Max, r.Was, r.From = *e.Max, 0, 0; shorter(was, r.Max) == r.Max && was != r.Max {
		r.Was, r.From = was, now.Add(keepGrace).Unix()
	}
	return r
}

// SetKeepRuleToll is how many rooms lose entries at the end of the notice if a bound is
// set, and how many people are in them; visitors in steps, as floorToll. Who may: as SetKeepRule.
func (s *Service) SetKeepRuleToll(ctx context.Context, a Actor, floor string, kind RoomKind, e KeepEdit) (Toll, error) {
	f, err := s.keepDesk(ctx, a, floor)
	if err != nil {
		return Toll{}, err
	}
	if err := checkKeepEdit(kind, e); err != nil || e.Max == nil || *e.Max == 0 {
		return Toll{}, err
	}
	now, toll, people := s.clock(), Toll{}, map[PersonID]bool{}
	visitors := 0
	err = s.eachRoom(ctx, func(room RoomRow) error {
		if room.keepKind() != kind || f != nil && room.Floor != f.row.ID || room.onHold(now) {
			return nil
		}
		b, err := s.boundsOf(ctx, s.store, room)
		if err != nil {
			return err
		}
		lost, err := s.loses(ctx, room, b, *e.Max, now)
		if err != nil || !lost {
			return err
		}
		toll.Rooms++
		roster, err := s.store.Roster(ctx, room.ID)
		for _, r := range roster {
			switch {
			case r.State != stateJoined:
			case r.Role == RoleVisitor:
				visitors++
			default:
				people[r.Person] = true
			}
		}
		return err
	})
	toll.People = len(people) + visitors - visitors%SmallCell
	return toll, err
}

// loses tells whether something in a room would go by a bound that stays without it.
func (s *Service) loses(ctx context.Context, room RoomRow, b keepBounds, limit int, now time.Time) (bool, error) {
	then := now.Add(keepGrace)
	older, err := s.store.OlderMessages(ctx, room.ID, then.AddDate(0, 0, -limit))
	if err != nil {
		return false, err
	}
	for _, k := range older {
		days := b.kept(room, ToolOf(k.Kind), now)
		if k.Kind != KindContract && k.Kind != KindEvent && shorter(days, limit) == limit && days != limit {
			return true, nil
		}
	}
	return false, nil
}

// keepFrom gives a new room what its floor and the house have for its kind.
func (s *Service) keepFrom(ctx context.Context, room *RoomRow) error {
	b, err := s.boundsOf(ctx, s.store, *room)
	if err == nil {
		room.Retention = b.begins(room.keepKind(), s.clock())
	}
	return err
}
