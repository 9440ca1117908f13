# SPDX-License-Identifier: Apache-2.0
#
# complete.zsh FOLDER LINE: prints what an interactive zsh makes of the line when the tabulator is
# pressed behind it, by the completion in FOLDER.
zmodload zsh/zpty
zpty shell zsh -f -i
say() { zpty -w shell $1 }
say "PS1= PS2= ; unsetopt prompt_cr prompt_sp zle_bracketed_paste; stty -echo"
say "cd ${(q)1}; fpath=(${(q)1} \$fpath); autoload -U compinit; compinit -D -u"
# The line is shown by a key of its own, so that nothing of the terminal's talk matters.
say "show() { print -r -- \"<<\$BUFFER>>\" >${(q)1}/became; BUFFER=; zle accept-line }"
say "zle -N show; bindkey '^X' show; bindkey '^I' complete-word; print ready >${(q)1}/ready"
while [[ ! -s $1/ready ]] { sleep 0.1 }
rm -f $1/became $1/ready
zpty -w -n shell "$2"$'\t\x18'
while [[ ! -s $1/became ]] { sleep 0.1 }
text=$(<$1/became)
print -r -- ${${${text#<<}%>>}% }
zpty -d shell
