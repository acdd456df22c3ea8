"""Large tables: the same tables as row by row, by columns and in bounded memory."""
