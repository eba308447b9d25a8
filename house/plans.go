package house

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// A floor has a plan, which limits what its members may have of it. Limits are settings
// of the house. A lower limit takes nothing away: what is there stays, and nothing new is
// added until there is room again.

// The plans that there are; a floor of which nothing was said has the first.
const (
	PlanBasic = "basic"
	PlanPlus  = "plus"
)

// PlanNames are the plans, the smaller first.
func PlanNames() []string { return []string{PlanBasic, PlanPlus} }

// Plan is what a floor may have. A number that is 0 limits nothing.
type Plan struct {
	Name        string   `json:"-"`
	Rooms       int      `json:"rooms,omitempty"`        // open ones on the floor that one member owns
	Storage     int64    `json:"storage,omitempty"`      // bytes of all files of the floor
	RoomStorage int64    `json:"room_storage,omitempty"` // bytes of the files of one room
	Tools       []string `json:"tools,omitempty"`        // that may be switched on; nil: all
	Tickets     int      `json:"tickets,omitempty"`      // visitor tickets of the floor that wait to be redeemed
}

const (
	maxPlanNumber = 1_000_000
	maxPlanBytes  = 1 << 50

	// lockRooms and lockTickets are written first by transactions that count what a
	// member has, so that on every database they run one after the other.
	lockRooms   = "lock.rooms"
	lockTickets = "lock.tickets"
)

// toolsOfPlans are the tools that a plan can leave out: not the list of members, nor
// tickets, nor what counsellings are made of.
func toolsOfPlans() []string {
	return slices.DeleteFunc(Tools(), func(tool string) bool {
		return tool == ToolMembers || tool == ToolTickets || tool == ToolLetters || tool == ToolContract
	})
}

func (r houseRules) plan(name string) Plan {
	if name == "" {
		name = PlanBasic
	}
	p := r.Plans[name]
	p.Name = name
	return p
}

// planOn is the plan of a floor now.
func (s *Service) planOn(ctx context.Context, r Reader, floor FloorID) (Plan, error) {
	if floor == "" {
		return Plan{}, nil
	}
	row, err := r.Floor(ctx, floor)
	if err != nil {
		return Plan{}, err
	}
	f, err := s.openFloor(row)
	if err != nil {
		return Plan{}, err
	}
	rules, err := s.rules(ctx, r)
	return rules.plan(f.text.Plan), err
}

// Plans lists the plans with their limits. Who may: house admins.
func (s *Service) Plans(ctx context.Context, a Actor) ([]Plan, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return nil, err
	}
	rules, err := s.rules(ctx, s.store)
	all := make([]Plan, 0, len(PlanNames()))
	for _, name := range PlanNames() {
		all = append(all, rules.plan(name))
	}
	return all, err
}

// PlanEdit changes what is not nil. Tools may be ["all"].
type PlanEdit struct {
	Rooms, Tickets       *int
	Storage, RoomStorage *int64
	Tools                *[]string
}

func (e PlanEdit) on(p *Plan) error {
	for _, n := range []struct{ from, to *int }{{e.Rooms, &p.Rooms}, {e.Tickets, &p.Tickets}} {
		if n.from == nil {
			continue
		}
		if *n.from < 0 || *n.from > maxPlanNumber {
			return Errorf(Invalid, "error.plan_number")
		}
		*n.to = *n.from
	}
	for _, n := range []struct{ from, to *int64 }{{e.Storage, &p.Storage}, {e.RoomStorage, &p.RoomStorage}} {
		if n.from == nil {
			continue
		}
		if *n.from < 0 || *n.from > maxPlanBytes {
			return Errorf(Invalid, "error.plan_number")
		}
		*n.to = *n.from
	}
	if e.Tools == nil {
		return nil
	}
	p.Tools = nil
	if slices.Equal(*e.Tools, []string{"all"}) {
		return nil
	}
	for _, tool := range toolsOfPlans() {
		if slices.Contains(*e.Tools, tool) {
			p.Tools = append(p.Tools, tool)
		}
	}
	for _, tool := range *e.Tools {
		if !slices.Contains(p.Tools, tool) {
			return Errorf(Invalid, "error.plan_tools", "Tools", strings.Join(toolsOfPlans(), ", "))
		}
	}
	return nil
}

// EditPlan changes the limits of a plan; what is there stays. Who may: house admins.
func (s *Service) EditPlan(ctx context.Context, a Actor, name string, e PlanEdit) (Plan, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Plan{}, err
	}
	if !slices.Contains(PlanNames(), name) {
		return Plan{}, Errorf(NotFound, "error.no_such_plan")
	}
	var fresh Plan
	args := map[string]string{"Plan": name}
	err := s.editRules(ctx, a, "plan.edit", args, func(r *houseRules) error {
		fresh = r.plan(name)
		if err := e.on(&fresh); err != nil {
			return err
		}
		if r.Plans == nil {
			r.Plans = map[string]Plan{}
		}
		r.Plans[name] = fresh
		args["Rooms"], args["Tickets"] = strconv.Itoa(fresh.Rooms), strconv.Itoa(fresh.Tickets)
		args["Storage"] = SizeText(fresh.Storage)
		return nil
	})
	return fresh, err
}

// PlanToll tells how many people could open no further room by EditPlan, and how many
// rooms have more than the plan would allow; nobody loses what is there. Who may: house
// admins.
func (s *Service) PlanToll(ctx context.Context, a Actor, name string, e PlanEdit) (Toll, error) {
	if err := s.mayHouse(ctx, a, DoRunHouse, nil); err != nil {
		return Toll{}, err
	}
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return Toll{}, err
	}
	plan := rules.plan(name)
	if err := e.on(&plan); err != nil {
		return Toll{}, err
	}
	floors, err := s.store.Floors(ctx)
	if err != nil {
		return Toll{}, err
	}
	var t Toll
	for _, row := range floors {
		f, err := s.openFloor(row)
		if err != nil {
			return Toll{}, err
		}
		if rules.plan(f.text.Plan).Name != name {
			continue
		}
		if err := s.planTollOn(ctx, f, plan, &t); err != nil {
			return Toll{}, err
		}
	}
	return t, nil
}

func (s *Service) planTollOn(ctx context.Context, f floorState, plan Plan, t *Toll) error {
	rooms, err := s.store.RoomsOn(ctx, f.row.ID)
	if err != nil {
		return err
	}
	owns := map[PersonID]int{}
	for _, room := range rooms {
		if room.hidden() {
			continue
		}
		if s.countsForPlan(ctx, s.store, room) {
			roster, err := s.store.Roster(ctx, room.ID)
			if err != nil {
				return err
			}
			for _, r := range roster {
				if r.Role == RoleOwner && r.State == stateJoined {
					owns[r.Person]++
				}
			}
		}
		used, _, err := s.store.BlobUse(ctx, room.ID)
		if err != nil {
			return err
		}
		if plan.RoomStorage > 0 && used > plan.RoomStorage || len(plan.without(toolsOf(room))) > 0 {
			t.Rooms++
		}
	}
	for _, n := range owns {
		if plan.Rooms > 0 && n >= plan.Rooms {
			t.People++
		}
	}
	return nil
}

// without are those of some tools that the plan leaves out.
func (p Plan) without(tools []string) []string {
	if p.Tools == nil {
		return nil
	}
	var out []string
	for _, tool := range tools {
		if slices.Contains(toolsOfPlans(), tool) && !slices.Contains(p.Tools, tool) {
			out = append(out, tool)
		}
	}
	return out
}

// countsForPlan tells whether a room is one that a member opened: no counselling that
// somebody asked for, no side room, no conversation, nothing that is closed.
func (s *Service) countsForPlan(ctx context.Context, r Reader, room RoomRow) bool {
	if room.State != roomOpen || room.Class == ClassDirect || room.Kind == RoomSide || room.Kind == RoomNotices || room.Kind == RoomCafe {
		return false
	}
	_, counselled, err := s.caseIn(ctx, r, room.ID)
	return err == nil && !counselled
}

// fitsRooms refuses one more room of a member where the floor's plan says so. Of two at
// once that come to the limit one is refused.
func (s *Service) fitsRooms(ctx context.Context, tx Tx, room RoomRow, owner PersonID) error {
	if owner == "" || !s.countsForPlan(ctx, tx, room) {
		return nil
	}
	plan, err := s.planOn(ctx, tx, room.Floor)
	if err != nil || plan.Rooms == 0 {
		return err
	}
	if err := tx.PutSetting(ctx, lockRooms, nil); err != nil {
		return err
	}
	rosters, err := tx.RostersOf(ctx, owner)
	if err != nil {
		return err
	}
	owned := map[RoomID]bool{}
	for _, r := range rosters {
		owned[r.Room] = r.Role == RoleOwner && r.State == stateJoined
	}
	rooms, err := tx.RoomsOn(ctx, room.Floor)
	if err != nil {
		return err
	}
	n := 0
	for _, other := range rooms {
		if other.ID != room.ID && owned[other.ID] && s.countsForPlan(ctx, tx, other) {
			n++
		}
	}
	if n >= plan.Rooms {
		return Errorf(Conflict, "error.plan_rooms", "Max", plan.Rooms, "Plan", plan.Name)
	}
	return nil
}

// narrowed leaves out what the floor's plan does not allow a new room.
func (s *Service) narrowed(ctx context.Context, r Reader, room RoomRow) (RoomRow, error) {
	plan, err := s.planOn(ctx, r, room.Floor)
	if err != nil {
		return room, err
	}
	tools := toolsOf(room)
	if out := plan.without(tools); len(out) > 0 {
		room.Tools = strings.Join(slices.DeleteFunc(tools, func(tool string) bool { return slices.Contains(out, tool) }), ",")
	}
	return room, nil
}

// fitsTools refuses to switch a tool on that the floor's plan leaves out. Those that are
// on stay on.
func (s *Service) fitsTools(ctx context.Context, r Reader, before, after RoomRow) error {
	had := toolsOf(before)
	more := slices.DeleteFunc(toolsOf(after), func(tool string) bool { return slices.Contains(had, tool) })
	if len(more) == 0 {
		return nil
	}
	plan, err := s.planOn(ctx, r, after.Floor)
	if err != nil {
		return err
	}
	if out := plan.without(more); len(out) > 0 {
		return Errorf(Conflict, "error.plan_tool", "Tool", out[0], "Plan", plan.Name)
	}
	return nil
}

// fitsTickets refuses one more visitor ticket where as many as the floor's plan allows
// wait to be redeemed.
func (s *Service) fitsTickets(ctx context.Context, tx Tx, floor FloorID) error {
	plan, err := s.planOn(ctx, tx, floor)
	if err != nil || plan.Tickets == 0 {
		return err
	}
	if err := tx.PutSetting(ctx, lockTickets, nil); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	counts, err := tx.FloorTicketCounts(ctx, floor, now)
	if err != nil {
		return err
	}
	if counts[ticketIssued] >= plan.Tickets {
		return Errorf(Conflict, "error.plan_tickets", "Max", plan.Tickets, "Plan", plan.Name)
	}
	return nil
}

// fitsStorage refuses more bytes than the floor's plan allows, in one room and on the
// floor as a whole.
func (s *Service) fitsStorage(ctx context.Context, tx Tx, room RoomID, used, more int64) error {
	row, err := tx.Room(ctx, room)
	if err != nil {
		return notRoom(err)
	}
	plan, err := s.planOn(ctx, tx, row.Floor)
	if err != nil {
		return err
	}
	if plan.RoomStorage > 0 && used+more > plan.RoomStorage {
		return Errorf(Conflict, "error.plan_room_storage", "Max", SizeText(plan.RoomStorage), "Plan", plan.Name)
	}
	if plan.Storage == 0 {
		return nil
	}
	if err := tx.PutSetting(ctx, "lock.storage/"+string(row.Floor), nil); err != nil {
		return err
	}
	all, err := tx.FloorBlobUse(ctx, row.Floor)
	if err != nil {
		return err
	}
	if all+more > plan.Storage {
		return Errorf(Conflict, "error.plan_storage", "Max", SizeText(plan.Storage), "Plan", plan.Name)
	}
	return nil
}

// FloorUse is a floor's plan and what is used of it.
type FloorUse struct {
	Floor   string
	Plan    Plan
	Rooms   int // that are open
	Storage int64
	Tickets int // in steps, as the floor's desk counts them
}

// FloorPlan shows a floor's plan. Who may: house admins and the floor's.
func (s *Service) FloorPlan(ctx context.Context, a Actor, code string) (FloorUse, error) {
	f, err := s.floorToRun(ctx, a, code, true)
	if err != nil {
		return FloorUse{}, err
	}
	return s.floorUse(ctx, f)
}

func (s *Service) floorUse(ctx context.Context, f floorState) (FloorUse, error) {
	rules, err := s.rules(ctx, s.store)
	if err != nil {
		return FloorUse{}, err
	}
	u := FloorUse{Floor: f.text.Code, Plan: rules.plan(f.text.Plan)}
	rooms, err := s.store.RoomsOn(ctx, f.row.ID)
	if err != nil {
		return u, err
	}
	for _, room := range rooms {
		if room.State == roomOpen {
			u.Rooms++
		}
	}
	if u.Storage, err = s.store.FloorBlobUse(ctx, f.row.ID); err != nil {
		return u, err
	}
	now, err := s.store.Now(ctx)
	if err != nil {
		return u, err
	}
	counts, err := s.store.FloorTicketCounts(ctx, f.row.ID, now)
	u.Tickets = counts[ticketIssued] - counts[ticketIssued]%SmallCell
	return u, err
}

// SetFloorPlan gives a floor a plan; what is there stays. Who may: house admins, also
// for floors that they are not on.
func (s *Service) SetFloorPlan(ctx context.Context, a Actor, code, plan string) (FloorUse, error) {
	f, err := s.floorToRun(ctx, a, code, false)
	if err != nil {
		return FloorUse{}, err
	}
	if !slices.Contains(PlanNames(), plan) {
		return FloorUse{}, Errorf(NotFound, "error.no_such_plan")
	}
	err = s.runFloor(ctx, a, f.row.ID, "floor.plan", map[string]string{"Plan": plan}, func(_ Tx, f *floorState) error {
		f.text.Plan = plan
		return nil
	})
	if err != nil {
		return FloorUse{}, err
	}
	return s.FloorPlan(ctx, a, code)
}
