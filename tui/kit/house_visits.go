package kit

// visits are what visitors do about their own stay.
type visits interface{}
