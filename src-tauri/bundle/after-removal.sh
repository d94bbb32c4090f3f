# Run by rpm after a removal and an upgrade: the bundler cannot tell rpm that this directory is ours.
rmdir /usr/share/licenses/holdfast 2>/dev/null || :
