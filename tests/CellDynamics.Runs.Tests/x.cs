namespace CellDynamics.Runs.Tests;
