// Stands in for what Azurite does not use here (package.json): its telemetry, which is off, and clients of database servers. They
// would be four fifths of what is installed, and two thirds of the CPU time of a start.
'use strict';
