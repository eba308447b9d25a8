package command

import (
	"context"

	"stockwerk/house"
)

func runPost(ctx context.Context, e *Env, c *Call) error {
	place, err := c.board(0)
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.Post(ctx, e.Actor, place, house.PostSpec{
		Title: c.flag("title"), Text: text, Reply: house.MessageID(c.flag("reply")), Key: c.flag("key"),
	})
	return e.sent(c, sent, err)
}

func runSay(ctx context.Context, e *Env, c *Call) error {
	place, err := c.chat(0)
	if err != nil {
		return err
	}
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.Say(ctx, e.Actor, place, text, c.flag("key"))
	return e.sent(c, sent, err)
}

func runMsg(ctx context.Context, e *Env, c *Call) error {
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.Send(ctx, e.Actor, c.name(0), text, c.flag("key"))
	if err != nil {
		return err
	}
	shown := msgJSON{sentJSON: sentOf(sent)}
	lines := []string{e.say().T("command.words.stored", "Id", shown.ID)}
	if away, err := e.House.Away(ctx, e.Actor, c.name(0)); err == nil && away { // the words are stored in any case
		shown.Away = true
		lines = append(lines, e.say().T("conversation.away", "Name", oneLine(c.name(0))))
	}
	return e.show(c, shown, lines...)
}

func runEdit(ctx context.Context, e *Env, c *Call) error {
	text, err := e.text(ctx, c)
	if err != nil {
		return err
	}
	sent, err := e.House.Edit(ctx, e.Actor, house.MessageID(c.arg(0)), text)
	return e.sent(c, sent, err)
}

func runDelete(ctx context.Context, e *Env, c *Call) error {
	sent, err := e.House.Delete(ctx, e.Actor, house.MessageID(c.arg(0)))
	if err != nil {
		return err
	}
	return e.done(c, sentOf(sent))
}

// sent acknowledges words that are durable.
func (e *Env) sent(c *Call, sent house.Sent, err error) error {
	if err != nil {
		return err
	}
	return e.show(c, sentOf(sent), e.say().T("command.words.stored", "Id", string(sent.ID)))
}

func runPin(ctx context.Context, e *Env, c *Call) error {
	on := !c.on("off")
	if err := e.House.Pin(ctx, e.Actor, house.MessageID(c.arg(0)), on); err != nil {
		return err
	}
	return e.done(c, map[string]any{"id": c.arg(0), "pinned": on})
}

func runLock(ctx context.Context, e *Env, c *Call) error {
	on := !c.on("off")
	if err := e.House.LockThread(ctx, e.Actor, house.MessageID(c.arg(0)), on); err != nil {
		return err
	}
	return e.done(c, map[string]any{"id": c.arg(0), "locked": on})
}
