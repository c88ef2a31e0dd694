[playlist]
File2=b.wav
Title2=Two
File1=a.wav
NumberOfEntries=2
