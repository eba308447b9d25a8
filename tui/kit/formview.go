package kit

// View draws the form, scrolled so that the field with the cursor is seen.
func (f *Form) View(w, h int) View {
	w = min(w, 76)
	if lines := f.height(w); lines > h && h > leastForm {
		v := f.window(w, h-1)
		v.Lines = Fill(v.Lines, h-1)
		more := "kit.form.above"
		if f.top+h-1 < lines {
			more = "kit.form.more"
		}
		v.Lines = append(v.Lines, f.env.Styles.Dim.Of(Fit("  "+f.env.T(more), w)))
		return v
	}
	return f.window(w, h)
}

// leastForm is how high a window must be to spare a line for what lies below.
const leastForm = 5

func (f *Form) height(w int) int {
	n := 0
	for i := range f.fields {
		lines, _ := f.field(i, w)
		n += len(lines)
	}
	return n
}

// window is the part of the form that is seen.
func (f *Form) window(w, h int) View {
	var lines []string
	var v View
	from, to := 0, 0
	for i := range f.fields {
		start := len(lines)
		drawn, cursor := f.field(i, w)
		lines = append(lines, drawn...)
		if i == f.cur {
			from, to = start, len(lines)
			if cursor != nil {
				v.Cursor = CursorAt(cursor.X, cursor.Y+start)
			}
		}
	}
	if to > f.top+h {
		f.top = to - h
	}
	if from < f.top {
		f.top = from
	}
	f.top = max(min(f.top, len(lines)-h), 0)
	if v.Cursor != nil {
		f.top = max(min(f.top, v.Cursor.Y), v.Cursor.Y-h+1) // a field may be higher than the window
		v.Cursor.Y -= f.top
	}
	v.Lines = lines[f.top:min(f.top+h, len(lines))]
	return v
}

// field draws one field; the cursor is relative to its first line.
func (f *Form) field(i, w int) (lines []string, cursor *cell) {
	field, st, chosen := &f.fields[i], f.env.Styles, i == f.cur
	sign := "  "
	if chosen {
		sign = "› "
	}
	label := Wrap(Clean(field.Label), w-2)
	for n := range label {
		if n == 0 {
			label[n] = sign + label[n]
		} else {
			label[n] = "  " + label[n]
		}
	}
	switch field.Kind {
	case Note:
		return append(Wrap(CleanText(field.Label), w), ""), nil
	case Button:
		text := "[ " + Clean(field.Label) + " ]"
		if chosen {
			return []string{sign + st.Chosen.Of(text)}, nil
		}
		return []string{sign + text}, nil
	case Check:
		box := "[ ] "
		if field.Value == "yes" {
			box = "[x] "
		}
		for n, part := range Wrap(Clean(field.Label), w-6) {
			if n == 0 {
				lines = append(lines, sign+box+part)
			} else {
				lines = append(lines, "      "+part)
			}
		}
		cursor = f.checkCursor(chosen)
	case Choice:
		lines = label
		for _, line := range Wrap("‹ "+f.chosen(field)+" ›", w-4) {
			lines = append(lines, "    "+line)
		}
	default:
		height := 1
		if field.Kind == Lines {
			height = min(max(field.edit.Height(w-4), 3), 8)
		}
		view := field.edit.View(w-4, height)
		lines = label
		for _, line := range view.Lines {
			lines = append(lines, "  │ "+line)
		}
		if chosen {
			cursor = &cell{X: view.Cursor.X + 4, Y: view.Cursor.Y + len(label)}
		}
	}
	return f.below(field, lines, w), cursor
}

// cell is where the text cursor is, within its field.
type cell struct{ X, Y int }

func (f *Form) checkCursor(chosen bool) *cell {
	if !chosen {
		return nil
	}
	return &cell{X: 3, Y: 0}
}

func (f *Form) chosen(field *Field) string {
	for _, o := range field.Options {
		if o.ID == field.Value {
			return Clean(o.Label)
		}
	}
	return ""
}

// below adds what is wrong, or else the hint, and an empty line.
func (f *Form) below(field *Field, lines []string, w int) []string {
	st, words := f.env.Styles.Dim, field.Hint
	if field.Error != "" {
		st, words = f.env.Styles.Bad, "! "+field.Error
	}
	if words != "" {
		for _, line := range Wrap(Clean(words), w-4) {
			lines = append(lines, "    "+st.Of(line))
		}
	}
	return append(lines, "")
}
