package kit

// notebooks are private notes, records and statistics sheets.
type notebooks interface{}
