package house_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"stockwerk/house"
	"stockwerk/store/storetest"
)

// emptied is a store that can be taken away: every method panics then.
type emptied struct{ house.Store }

// unguarded calls every exported method of service that takes an Actor with the
// zero Actor and otherwise sensible arguments, and says which of them did not
// refuse as Forbidden or NotFound, or did anything before refusing.
func unguarded(ctx context.Context, service any) (called int, faults []string) {
	v := reflect.ValueOf(service)
	for i := range v.NumMethod() {
		method := v.Type().Method(i)
		in := method.Type
		takes := false
		args := []reflect.Value{}
		for n := 1; n < in.NumIn(); n++ {
			takes = takes || in.In(n) == reflect.TypeFor[house.Actor]()
			args = append(args, argument(ctx, in.In(n)))
		}
		if !takes {
			continue
		}
		called++
		if fault := refused(v.Method(i), args); fault != "" {
			faults = append(faults, method.Name+": "+fault)
		}
	}
	slices.Sort(faults)
	return called, faults
}

// argument is something that no method can refuse for its form alone.
func argument(ctx context.Context, t reflect.Type) reflect.Value {
	switch {
	case t == reflect.TypeFor[context.Context]():
		return reflect.ValueOf(ctx)
	case t == reflect.TypeFor[house.Actor]():
		return reflect.ValueOf(house.Actor{})
	case t.Kind() == reflect.String:
		return reflect.ValueOf("eg/cafe").Convert(t)
	case t.Kind() == reflect.Bool:
		return reflect.ValueOf(true).Convert(t)
	case t.Kind() == reflect.Int || t.Kind() == reflect.Int64:
		return reflect.ValueOf(1).Convert(t)
	case t.Kind() != reflect.Struct:
		return reflect.Zero(t)
	}
	filled := reflect.New(t).Elem()
	for i := range t.NumField() {
		if t.Field(i).IsExported() && t.Field(i).Type.Kind() != reflect.Struct {
			filled.Field(i).Set(argument(ctx, t.Field(i).Type))
		}
	}
	return filled
}

func refused(method reflect.Value, args []reflect.Value) (fault string) {
	defer func() {
		if r := recover(); r != nil {
			fault = fmt.Sprintf("went on to work: %v", r)
		}
	}()
	out := method.Call(args)
	if len(out) == 0 || !out[len(out)-1].Type().Implements(reflect.TypeFor[error]()) {
		return "" // nothing to refuse with, and nothing was done
	}
	err, _ := out[len(out)-1].Interface().(error)
	if err == nil {
		return "let the zero Actor in"
	}
	if kind := house.KindOf(err); kind != house.Forbidden && kind != house.NotFound {
		return fmt.Sprintf("refused as %v before asking who it is", err)
	}
	return ""
}

func TestTheZeroActorMayNothingAndTouchesNothing(t *testing.T) {
	real := storetest.Open(t, storetest.SQLitePath(t))
	trap := &emptied{real}
	s, err := house.Open(t.Context(), house.Config{Store: trap, HouseKey: newHouseKey(), WeakKDF: true})
	if err != nil {
		t.Fatal(err)
	}
	trap.Store = nil
	called, faults := unguarded(t.Context(), s)
	for _, f := range faults {
		t.Error(f)
	}
	if called < 60 {
		t.Errorf("called %d methods, want the whole service", called)
	}
}

// leaky is what the guard is there to find.
type leaky struct{ store house.Store }

func (l *leaky) Open(context.Context, house.Actor) error { return nil }

func (l *leaky) Late(ctx context.Context, _ house.Actor, place string) error {
	_, err := l.store.Setting(ctx, place)
	return err
}

func (l *leaky) Chatty(context.Context, house.Actor) error {
	return house.Errorf(house.Invalid, "error.empty")
}

func (l *leaky) Fine(context.Context, house.Actor) error {
	return house.Errorf(house.Forbidden, "error.forbidden")
}

func (l *leaky) Other(context.Context) error { return nil }

func TestTheGuardFindsUnguardedMethods(t *testing.T) {
	called, faults := unguarded(t.Context(), &leaky{})
	if called != 4 || len(faults) != 3 {
		t.Fatalf("got %d called and the faults %q, want 4 and Chatty, Late, Open", called, faults)
	}
	for i, name := range []string{"Chatty: ", "Late: ", "Open: "} {
		if !strings.HasPrefix(faults[i], name) {
			t.Errorf("got %q, want a fault of %s", faults[i], name)
		}
	}
}
