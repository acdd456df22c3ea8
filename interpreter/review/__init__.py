"""What stands beside a policy so that it can be changed safely: its golden cases."""
