namespace CellDynamics.Cli.Tests;
