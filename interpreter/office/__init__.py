"""Office files in and out: ledgers become cases, outcomes become tables, and no row is lost."""
