"""The Textual screens of Surefoot. They show and ask; every decision is made in wizard."""
