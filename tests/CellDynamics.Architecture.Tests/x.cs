namespace CellDynamics.Architecture.Tests;
