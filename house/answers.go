package house

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"stockwerk/vault"
)

// sealAnswer seals what somebody answered to an entry, for one slot of it.
func (s *Service) sealAnswer(k *vault.RoomKey, entry MessageID, slot string, answer any) (AnswerRow, error) {
	row := AnswerRow{Room: RoomID(k.Room()), Entry: entry, Slot: slot, Epoch: k.Epoch()}
	plain, err := json.Marshal(answer)
	if err != nil {
		return row, Errorf(Internal, "error.internal", err)
	}
	row.Body, err = k.SealObject("answer", string(entry)+"/"+slot, row.Revision, plain)
	clear(plain)
	if err != nil {
		return row, sealFailed(err)
	}
	return row, nil
}

// openAnswer opens a row into answer, a pointer.
func (s *Service) openAnswer(ctx context.Context, in access, row AnswerRow, answer any) error {
	k, err := s.key(ctx, in, row.Epoch)
	if err != nil {
		return err
	}
	plain, err := k.OpenObject("answer", string(row.Entry)+"/"+row.Slot, row.Revision, row.Body)
	if err != nil {
		return sealFailed(err)
	}
	defer clear(plain)
	if err := json.NewDecoder(bytes.NewReader(plain)).Decode(answer); err != nil {
		return errTampered(vault.ErrFormat)
	}
	return nil
}

// answer stores an answer to an entry in a room that was entered for it, while
// room, rights and entry are those that were checked: put is called in the
// transaction, with the entry as it stands there. Readers of the entry are told.
func (s *Service) answer(ctx context.Context, in access, entry MessageID, rows func(k *vault.RoomKey) ([]AnswerRow, error),
	put func(ctx context.Context, tx Tx, entry MessageRow, rows []AnswerRow) error,
) error {
	for range maxRaces {
		k, err := s.writeKey(ctx, &in)
		if err != nil {
			return err
		}
		fresh, err := rows(k)
		if err != nil {
			return err
		}
		err = s.store.InTx(ctx, func(tx Tx) error {
			if err := s.stillSo(ctx, tx, in, k); err != nil {
				return err
			}
			row, err := tx.Message(ctx, entry)
			if err != nil || row.Room != in.room.ID || row.Deleted {
				return noMessage(err)
			}
			if err := put(ctx, tx, row, fresh); err != nil {
				return err
			}
			return tx.TouchMessage(ctx, in.room.ID, entry)
		})
		if !errors.Is(err, errRace) {
			if err == nil {
				s.publish(in.room.ID)
			}
			return err
		}
		if err := s.refresh(ctx, &in); err != nil {
			return noMessage(err)
		}
		if err := mayRoom(in.do, in.room, in.me); err != nil {
			return err
		}
	}
	return Errorf(Unavailable, "error.slow_down", errRace)
}
