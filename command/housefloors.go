package command

import (
	"context"
	"encoding/csv"
	"strconv"
	"strings"
	"time"

	"stockwerk/house"
)

// HouseFloorTable is how house admins run floors: plans, order, leases, their end.
func HouseFloorTable() []Spec {
	return []Spec{
		{Name: "house plan list", List: true, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_plan_list", run: runPlanList},
		{
			Name: "house plan edit", Args: []Arg{{Name: "basic|plus"}}, For: ForAdmins,
			Flags: []Flag{{"rooms", "N"}, {"storage", "2GiB"}, {"room-storage", "1GiB"}, {"tools", "all|a,b"}, {"tickets", "N"}, dryRun},
			Desk:  DeskHouse, Help: "command.help.house_plan_edit", run: runPlanEdit,
		},
		{
			Name: "floor plan", Args: []Arg{argFloor, {Name: "PLAN", Optional: true}}, For: ForMembers,
			Desk: DeskHouse | DeskFloor, Help: "command.help.floor_plan", run: runFloorPlan,
		},
		{Name: "house floors", List: true, For: ForAdmins, Desk: DeskHouse, Help: "command.help.house_floors", run: runHouseFloors},
		{
			Name: "house floors order", Args: []Arg{{Name: "CODES", Rest: true}}, For: ForAdmins,
			Desk: DeskHouse, Help: "command.help.house_floors_order", run: runFloorsOrder,
		},
		{
			Name: "floor number", Args: []Arg{argFloor, {Name: "N"}}, For: ForAdmins,
			Desk: DeskHouse, Help: "command.help.floor_number", run: runFloorNumber,
		},
		{
			Name: "floor suspend", Args: []Arg{argFloor}, Flags: []Flag{dryRun}, For: ForAdmins,
			Desk: DeskHouse, Help: "command.help.floor_suspend", run: runFloorSuspend,
		},
		{Name: "floor resume", Args: []Arg{argFloor}, For: ForAdmins, Desk: DeskHouse, Help: "command.help.floor_resume", run: runFloorResume},
		{
			Name: "floor close", Args: []Arg{argFloor, {Name: "NOTICE", Optional: true, Rest: true}}, For: ForAdmins,
			Flags: []Flag{{"days", "30"}, {Name: "withdraw"}, dryRun}, Desk: DeskHouse, Help: "command.help.floor_close", run: runFloorClose,
		},
		{
			Name: "floor lease", Args: []Arg{argFloor}, For: ForMembers,
			Flags: []Flag{{"from", "YYYY-MM-DD"}, {"until", "YYYY-MM-DD"}, {"price", "TEXT"}, {"paid-until", "YYYY-MM-DD"}, {"note", "TEXT"}},
			Desk:  DeskHouse | DeskFloor, Help: "command.help.floor_lease", run: runFloorLease,
		},
		{
			Name: "house leases", Flags: []Flag{{Name: "csv"}}, List: true, For: ForAdmins,
			Desk: DeskHouse, Help: "command.help.house_leases", run: runLeases,
		},
	}
}

type planJSON struct {
	Name        string   `json:"name"`
	Rooms       int      `json:"rooms"`
	Storage     int64    `json:"storage"`
	RoomStorage int64    `json:"room_storage"`
	Tools       []string `json:"tools"` // null: all
	Tickets     int      `json:"tickets"`
}

func planOf(p house.Plan) planJSON {
	return planJSON{Name: p.Name, Rooms: p.Rooms, Storage: p.Storage, RoomStorage: p.RoomStorage, Tools: p.Tools, Tickets: p.Tickets}
}

// planLine says a plan's limits in one line.
func (e *Env) planLine(p planJSON) string {
	say := e.say()
	number := func(n int) string {
		if n == 0 {
			return say.T("plans.unlimited")
		}
		return strconv.Itoa(n)
	}
	size := func(n int64) string {
		if n == 0 {
			return say.T("plans.unlimited")
		}
		return house.SizeText(n)
	}
	tools := say.T("plans.all_tools")
	if p.Tools != nil {
		names := make([]string, len(p.Tools))
		for i, tool := range p.Tools {
			names[i] = say.T("room.tool." + tool)
		}
		tools = strings.Join(names, ", ")
	}
	return say.T("plans.line", "Plan", p.Name, "Rooms", number(p.Rooms), "Storage", size(p.Storage), "Room", size(p.RoomStorage), "Tickets", number(p.Tickets), "Tools", tools)
}

func runPlanList(ctx context.Context, e *Env, c *Call) error {
	plans, err := e.House.Plans(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]planJSON, len(plans))
	for i, p := range plans {
		shown[i] = planOf(p)
	}
	return list(e, c, shown, func(p planJSON) string { return p.Name }, e.planLine, "plans.unlimited")
}

// limitOf reads an option that limits something: a number, 0 or "none" for no limit.
func (c *Call) limitOf(name string) (*int, error) {
	v := c.text(name)
	if v == nil {
		return nil, nil
	}
	if *v == "none" {
		return new(int), nil
	}
	n, err := strconv.Atoi(*v)
	if err != nil || n < 0 {
		return nil, c.spec.usageError()
	}
	return &n, nil
}

func (c *Call) bytesOf(name string) (*int64, error) {
	v := c.text(name)
	if v == nil {
		return nil, nil
	}
	if *v == "none" || *v == "0" {
		return new(int64), nil
	}
	n, err := sizeOf(*v)
	return &n, err
}

func runPlanEdit(ctx context.Context, e *Env, c *Call) error {
	var edit house.PlanEdit
	var err error
	if edit.Rooms, err = c.limitOf("rooms"); err != nil {
		return err
	}
	if edit.Tickets, err = c.limitOf("tickets"); err != nil {
		return err
	}
	if edit.Storage, err = c.bytesOf("storage"); err != nil {
		return err
	}
	if edit.RoomStorage, err = c.bytesOf("room-storage"); err != nil {
		return err
	}
	if v := c.text("tools"); v != nil {
		tools := strings.FieldsFunc(*v, func(r rune) bool { return r == ',' || r == ' ' })
		edit.Tools = &tools
	}
	if edit == (house.PlanEdit{}) {
		return c.spec.usageError()
	}
	if c.on(dryRun.Name) {
		t, err := e.House.PlanToll(ctx, e.Actor, c.arg(0), edit)
		if err != nil {
			return err
		}
		say := e.say()
		return e.show(c, tollJSON{t.People, &t.Rooms}, say.N("plans.toll.people", t.People), say.N("plans.toll.rooms", t.Rooms), say.T("toll.nothing_done"))
	}
	p, err := e.House.EditPlan(ctx, e.Actor, c.arg(0), edit)
	if err != nil {
		return err
	}
	return e.show(c, planOf(p), e.planLine(planOf(p)))
}

type floorUseJSON struct {
	Floor   string   `json:"floor"`
	Plan    planJSON `json:"plan"`
	Rooms   int      `json:"rooms"`
	Storage int64    `json:"storage"`
	Tickets int      `json:"tickets"`
}

func runFloorPlan(ctx context.Context, e *Env, c *Call) error {
	var u house.FloorUse
	var err error
	if plan := c.arg(1); plan != "" {
		u, err = e.House.SetFloorPlan(ctx, e.Actor, c.arg(0), plan)
	} else {
		u, err = e.House.FloorPlan(ctx, e.Actor, c.arg(0))
	}
	if err != nil {
		return err
	}
	shown := floorUseJSON{Floor: u.Floor, Plan: planOf(u.Plan), Rooms: u.Rooms, Storage: u.Storage, Tickets: u.Tickets}
	return e.show(c, shown, e.planLine(shown.Plan), e.say().T("plans.used", "Rooms", u.Rooms, "Storage", house.SizeText(u.Storage), "Tickets", u.Tickets))
}

type leaseJSON struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	From    string `json:"from"`
	Until   string `json:"until"`
	Price   string `json:"price"`
	Paid    string `json:"paid_until"`
	Note    string `json:"note"`
	Overdue bool   `json:"overdue"`
}

func (e *Env) leaseOf(code, name string, l house.Lease) leaseJSON {
	return leaseJSON{
		Code: code, Name: oneLine(name), From: l.From, Until: l.Until, Price: oneLine(l.Price), Paid: l.Paid, Note: oneLine(l.Note),
		Overdue: l.Overdue(e.now()),
	}
}

func (e *Env) leaseLine(l leaseJSON) string {
	say := e.say()
	part := func(key, value string) string {
		if value == "" {
			return ""
		}
		return say.T(key, "Value", value)
	}
	about := facts(part("leases.from", l.From), part("leases.until", l.Until), part("leases.price", l.Price), part("leases.paid", l.Paid),
		e.when(l.Overdue, "leases.overdue"), part("leases.note", l.Note))
	if about == "" {
		about = say.T("leases.none")
	}
	return say.T("leases.line", "Code", l.Code, "Facts", about)
}

func runFloorLease(ctx context.Context, e *Env, c *Call) error {
	edit := house.LeaseEdit{From: c.text("from"), Until: c.text("until"), Price: c.text("price"), Paid: c.text("paid-until"), Note: c.text("note")}
	var l house.Lease
	var err error
	if edit == (house.LeaseEdit{}) {
		l, err = e.House.FloorLease(ctx, e.Actor, c.arg(0))
	} else {
		l, err = e.House.SetLease(ctx, e.Actor, c.arg(0), edit)
	}
	if err != nil {
		return err
	}
	shown := e.leaseOf(c.arg(0), "", l)
	return e.show(c, shown, e.leaseLine(shown))
}

func runLeases(ctx context.Context, e *Env, c *Call) error {
	if c.on("csv") && c.on("json") {
		return c.spec.usageError()
	}
	floors, err := e.House.HouseFloors(ctx, e.Actor)
	if err != nil {
		return err
	}
	var shown []leaseJSON
	for _, f := range floors {
		if f.Lease.Agreed {
			shown = append(shown, e.leaseOf(f.Code, f.Name, f.Lease))
		}
	}
	if !c.on("csv") {
		return list(e, c, shown, func(l leaseJSON) string { return l.Code }, e.leaseLine, "leases.nowhere")
	}
	w := csv.NewWriter(e.Out)
	_ = w.Write([]string{"code", "name", "from", "until", "price", "paid_until", "overdue", "note"})
	for _, l := range shown {
		_ = w.Write([]string{l.Code, plainCell(l.Name), l.From, l.Until, plainCell(l.Price), l.Paid, strconv.FormatBool(l.Overdue), plainCell(l.Note)})
	}
	w.Flush()
	return w.Error()
}

// plainCell keeps a spreadsheet from taking words for a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t", rune(s[0])) {
		return "'" + s
	}
	return s
}

type houseFloorJSON struct {
	Code    string    `json:"code"`
	Number  int       `json:"number"`
	Name    string    `json:"name"`
	Kind    string    `json:"kind"`
	State   string    `json:"state"`
	ByHouse bool      `json:"by_house"`
	Members int       `json:"members"`
	Rooms   int       `json:"rooms"`
	Storage int64     `json:"storage"`
	Plan    string    `json:"plan"`
	CloseAt at        `json:"close_at"`
	Lease   leaseJSON `json:"lease"`
}

func (e *Env) houseFloorLine(f houseFloorJSON) string {
	say := e.say()
	closing := ""
	if t := time.Time(f.CloseAt); !t.IsZero() {
		closing = say.T("floorrun.closes", "Date", say.Date(t.Local()))
	}
	about := facts(say.T("command.floor_kind."+f.Kind), say.T("command.floor_state."+f.State), say.N("common.members", f.Members),
		say.N("floorrun.rooms", f.Rooms), house.SizeText(f.Storage), say.T("plans.plan", "Plan", f.Plan), closing, e.when(f.Lease.Overdue, "leases.overdue"))
	return say.T("command.floors.line", "Number", f.Number, "Code", f.Code, "Name", f.Name, "Facts", about)
}

func runHouseFloors(ctx context.Context, e *Env, c *Call) error {
	floors, err := e.House.HouseFloors(ctx, e.Actor)
	if err != nil {
		return err
	}
	shown := make([]houseFloorJSON, len(floors))
	for i, f := range floors {
		shown[i] = houseFloorJSON{
			Code: f.Code, Number: f.Number, Name: oneLine(f.Name), Kind: string(f.Kind), State: string(f.State), ByHouse: f.ByHouse,
			Members: f.Members, Rooms: f.Rooms, Storage: f.Storage, Plan: f.Plan, CloseAt: at(f.Closing.At), Lease: e.leaseOf(f.Code, f.Name, f.Lease),
		}
	}
	return list(e, c, shown, func(f houseFloorJSON) string { return f.Code }, e.houseFloorLine, "command.floors.none")
}

func runFloorsOrder(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.OrderFloors(ctx, e.Actor, strings.Fields(c.rest)); err != nil {
		return err
	}
	return runHouseFloors(ctx, e, c)
}

func runFloorNumber(ctx context.Context, e *Env, c *Call) error {
	n, err := strconv.Atoi(c.arg(1))
	if err != nil {
		return c.spec.usageError()
	}
	if err := e.House.NumberFloor(ctx, e.Actor, c.arg(0), n); err != nil {
		return err
	}
	return runHouseFloors(ctx, e, c)
}

func runFloorSuspend(ctx context.Context, e *Env, c *Call) error {
	if c.on(dryRun.Name) {
		t, err := e.House.SuspendToll(ctx, e.Actor, c.arg(0))
		return e.toll(c, t, err)
	}
	if err := e.House.SuspendFloor(ctx, e.Actor, c.arg(0), true); err != nil {
		return err
	}
	return e.show(c, map[string]string{"code": c.arg(0), "state": "suspended"}, e.say().T("floorrun.suspended"))
}

func runFloorResume(ctx context.Context, e *Env, c *Call) error {
	if err := e.House.SuspendFloor(ctx, e.Actor, c.arg(0), false); err != nil {
		return err
	}
	return e.show(c, map[string]string{"code": c.arg(0), "state": "resumed"}, e.say().T("floorrun.resumed"))
}

type floorClosingJSON struct {
	Code    string `json:"code"`
	CloseAt at     `json:"close_at"` // null: the floor stays
}

func runFloorClose(ctx context.Context, e *Env, c *Call) error {
	if c.on("withdraw") {
		if c.on(dryRun.Name) {
			return e.toll(c, house.Toll{}, nil)
		}
		if err := e.House.KeepFloor(ctx, e.Actor, c.arg(0)); err != nil {
			return err
		}
		return e.show(c, floorClosingJSON{Code: c.arg(0)}, e.say().T("floorrun.kept"))
	}
	days, err := c.number("days")
	if err != nil {
		return err
	}
	if c.on(dryRun.Name) {
		t, err := e.House.CloseFloorToll(ctx, e.Actor, c.arg(0))
		return e.toll(c, t, err)
	}
	closing, err := e.House.CloseFloor(ctx, e.Actor, c.arg(0), int(days), c.rest)
	if err != nil {
		return err
	}
	return e.show(c, floorClosingJSON{c.arg(0), at(closing.At)}, e.say().T("floorrun.closing", "Date", e.say().Date(closing.At.Local())))
}
