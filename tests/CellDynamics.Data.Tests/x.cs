namespace CellDynamics.Data.Tests;
